"""Pages of diagnosis: fault tables, their editor, how well they answer, and the panel beside a case."""
