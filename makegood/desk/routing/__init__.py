"""How urgent a new case is, to which queue it goes, and who gets it: whoever is free, else the duty lead."""
