"""Any other system as a channel: signed messages in, signed messages out."""
