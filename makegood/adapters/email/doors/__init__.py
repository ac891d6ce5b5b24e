"""Where mail comes in: an SMTP server of our own, and mailboxes that are fetched."""
