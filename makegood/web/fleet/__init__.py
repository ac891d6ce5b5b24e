"""How all devices do: rates with their uncertainty, what became worse, what is likely to fail next."""
