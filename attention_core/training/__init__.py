"""Training: the loop, its schedule, its state, and validation."""
