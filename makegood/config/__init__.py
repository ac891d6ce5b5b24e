"""Settings, addresses, start-up: the composition root. Everything is plugged together here."""
