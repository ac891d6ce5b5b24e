"""What a person may ask of us about himself: his data, its erasure, how he is written to, and in what language."""
