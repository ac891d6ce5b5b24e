"""Pure: how grave a fault is, when readings speak of trouble, what a batch of words comes to."""
