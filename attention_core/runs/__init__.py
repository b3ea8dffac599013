"""Runs: trainings that the app starts, each a process of its own with all its state on disk."""
