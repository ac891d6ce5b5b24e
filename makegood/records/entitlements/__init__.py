"""What a customer is entitled to: contracts and the tier they give."""
