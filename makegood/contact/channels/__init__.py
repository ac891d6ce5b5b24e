"""What crosses our border: raw in, outbox out, each exactly as it crossed."""
