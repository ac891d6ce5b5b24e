"""A page on which a newcomer plays the customer of the demo company and reads what he would receive."""
