"""The words and figures that letters, mails and text messages print."""
