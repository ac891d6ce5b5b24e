"""The pages on which policies are drawn: for which cases they count, how soon we answer and solve."""
