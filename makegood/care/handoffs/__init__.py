"""Hand-offs: responsibility goes from one to another only when the other says yes."""
