"""Settings, wiring, observability: the only impure corner."""
