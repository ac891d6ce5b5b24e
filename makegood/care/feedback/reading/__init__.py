"""Tables of reviews as shops and stores give them out: their bytes, columns and dates."""
