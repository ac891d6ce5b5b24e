"""The lead's board: four questions, each with its figures, and every figure with the way to its rows."""
