"""Translation by a machine of an administrator's choice: beside the original for us, looked at before it is sent."""
