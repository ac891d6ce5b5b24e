"""Contacts, companies, and the handles by which they reach us."""
