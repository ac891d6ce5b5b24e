"""Telegram as a channel: a bot that the customer writes to."""
