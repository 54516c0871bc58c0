"""From placed words to the bytes of a PDF, with its fonts and codes."""
