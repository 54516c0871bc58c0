"""What billing writes, projected into the ledger; what cannot be read is set aside."""
