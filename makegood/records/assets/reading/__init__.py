"""Tables of devices and products: what their columns mean, and what is wrong with a row."""
