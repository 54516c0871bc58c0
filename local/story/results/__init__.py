"""What the story leaves in out/: documents, figures and pages, all read back from the deployed stack."""
