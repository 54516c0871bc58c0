"""The ledger table. Its keys and shapes are told in docs/ledger.md."""
