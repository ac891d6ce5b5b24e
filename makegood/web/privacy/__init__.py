"""What a person may ask of us about himself, on pages: his wishes, a copy of what we hold, erasing him."""
