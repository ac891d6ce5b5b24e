"""Who gets a new case: whoever is free, else the duty lead."""
