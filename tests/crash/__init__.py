"""What holds when processes die and when everything happens at once."""
