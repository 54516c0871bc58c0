"""Rules and values. Standard library only: no clock, no environment, no I/O."""
