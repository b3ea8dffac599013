"""Text: cleaning, pieces, words, and Hindi in Latin letters."""
