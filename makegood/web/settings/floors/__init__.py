"""What a missed promise is worth by contract."""
