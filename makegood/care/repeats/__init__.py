"""A new contact about something known: what it names, which known case it belongs to, and with what evidence.

A package of its own because it stands above cases and conversations, of which it keeps what was mentioned,
and below whatever decides what follows (`loops/repeat_contact.py`).
"""
