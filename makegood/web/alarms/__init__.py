"""What devices report, for us: the board, beside a device and a case, and the rules in the settings."""
