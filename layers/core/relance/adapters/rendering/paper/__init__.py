"""What stands where on the pages of a letter."""
