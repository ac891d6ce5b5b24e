"""What a first message says beside its words: how urgent it is."""
