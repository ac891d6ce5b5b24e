"""Tests of making good."""
