"""An account as billing, policies and the ledger have it, and its next day."""
