"""Utilities: devices, several processes, files."""
