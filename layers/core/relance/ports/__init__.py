"""What the rules need from outside, as small protocols."""
