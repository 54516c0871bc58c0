"""The law's figures from files, and statements as they are exchanged."""
