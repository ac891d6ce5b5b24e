"""What programs ask of us by HTTP, under /api/v1/."""
