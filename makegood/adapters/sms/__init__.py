"""Text messages as a channel, by a gateway that speaks as Twilio does."""
