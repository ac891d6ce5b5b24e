"""What a device sends, and the keys with which it may: beside the device."""
