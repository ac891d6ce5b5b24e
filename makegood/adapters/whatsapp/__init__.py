"""WhatsApp as a channel, by the Cloud API."""
