"""Seals, what they cover, and the files that are handed out or erased."""
