"""Mail: how it comes in, how it is read, how it leaves."""
