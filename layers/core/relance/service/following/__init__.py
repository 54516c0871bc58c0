"""What becomes of what was sent: told or asked, folded once, its proofs kept."""
