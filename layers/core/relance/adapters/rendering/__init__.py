"""From a statement to what the debtor reads: letter, mail and text message. The PDF engine is loaded on first use."""
