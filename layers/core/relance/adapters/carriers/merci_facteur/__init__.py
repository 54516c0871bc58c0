"""Merci Facteur: letters on paper and electronic registered letters."""
