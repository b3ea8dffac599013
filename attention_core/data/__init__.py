"""Sentence pairs: reading, holding out, mixing, batches."""
