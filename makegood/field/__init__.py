"""The machine and the visit: what devices say, what is wrong with them, and who goes."""
