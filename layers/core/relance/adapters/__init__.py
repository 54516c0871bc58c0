"""AWS and the providers, behind the ports."""
