"""Reviews: the board, one review with its answer, tables on their way in."""
