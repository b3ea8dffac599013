"""From weights to word links, and how well links agree with gold."""
