"""Finding anything by a word, in either script."""
