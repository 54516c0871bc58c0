"""AR24: qualified and simple electronic registered letters."""
