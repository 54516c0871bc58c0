"""The mail that a debtor reads, and the rules that it keeps."""
