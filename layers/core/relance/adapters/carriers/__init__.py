"""Real carriers over HTTP. Each module speaks one contract; what they share is here in `http`."""
