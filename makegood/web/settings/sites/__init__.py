"""When somebody can come to a company."""
