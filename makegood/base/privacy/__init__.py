"""What is personal in every table, how to reach it, and what is hidden of it where it need not be seen."""
