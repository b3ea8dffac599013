"""Utilities: devices, several processes, files, resumable output."""
