"""Machines that live: what each reads and reports at any moment, the same for the same serial number."""
