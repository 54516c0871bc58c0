"""Use cases: the domain's rules applied through the ports."""
