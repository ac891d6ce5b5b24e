"""The stage around the product: the demo company, and the far side of its channels."""
