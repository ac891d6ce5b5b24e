"""Facts about people and things."""
