"""The words that a brand does not use: kept in the settings, marked beside the composer."""
