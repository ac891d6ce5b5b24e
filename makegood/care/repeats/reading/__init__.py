"""What a text names and what it is about; knows no row and no request."""
