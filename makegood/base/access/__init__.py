"""Sign-in and permission: accounts of staff, links for customers, and the one question who may do what."""
