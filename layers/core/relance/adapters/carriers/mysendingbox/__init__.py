"""MySendingBox: letters on paper and electronic registered letters."""
