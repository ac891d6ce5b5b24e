"""The page of a contact: who it is, what happened, who else it may be; and what a case page says of a repeat."""
