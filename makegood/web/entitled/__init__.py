"""What is covered, in words: beside a case, on the page of a device, in the settings."""
