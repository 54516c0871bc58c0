"""The ways that a contact can go: by mail, by text message, by a carrier, by hand."""
