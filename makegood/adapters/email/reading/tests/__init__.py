"""Tests of the mail reader and of its cage."""
