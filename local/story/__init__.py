"""Sixty days of one creditor, lived one by one on the embedded AWS, and what they leave to look at."""
