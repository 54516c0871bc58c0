"""Relance: chases unpaid invoices for French businesses, on their own AWS account."""
