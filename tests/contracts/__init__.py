"""What every channel keeps to, whatever its provider is called."""
