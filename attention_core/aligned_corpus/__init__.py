"""Corpora of AlignedSentences: stored in Parquet shards, measured, and queried with DuckDB."""
