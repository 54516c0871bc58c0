"""The billing system's table: the published contract, and reading it."""
