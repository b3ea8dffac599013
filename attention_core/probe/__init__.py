"""Probes: which source words a frozen vector still tells of."""
