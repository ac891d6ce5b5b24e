"""Reading labels and displays off photos: bar and square codes, and words."""
