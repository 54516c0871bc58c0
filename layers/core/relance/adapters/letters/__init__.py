"""The tracked letter as its addressee meets it over the web: signed addresses and pages."""
