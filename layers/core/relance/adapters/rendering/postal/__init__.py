"""What an envelope shows and a carrier takes."""
