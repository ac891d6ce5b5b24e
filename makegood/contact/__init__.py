"""How customers reach us and we answer."""
