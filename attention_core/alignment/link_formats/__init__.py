"""Formats in which aligners write links, one module each; `recognition` has the list of them."""
