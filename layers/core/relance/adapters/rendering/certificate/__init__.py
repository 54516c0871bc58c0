"""The certificate of a tracked letter, on paper."""
