"""Mails: composed as MIME, and handed to SES."""
