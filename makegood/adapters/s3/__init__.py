"""Files in an S3-compatible store, for more than one machine."""
