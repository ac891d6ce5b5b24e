"""The pages on which an administrator says which new cases go to which queue."""
