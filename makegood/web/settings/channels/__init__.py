"""Our addresses: connected, tried, looked after, switched off."""
