"""Our duty: cases, promises, and what is owed."""
