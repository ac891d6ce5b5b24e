"""The agent's desk: who gets what, and how it is found."""
