"""Contracts and tiers: what a company or a person has bought, and by which hours it is served."""
