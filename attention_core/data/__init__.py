"""Sentence pairs: reading, mixing, batches."""
