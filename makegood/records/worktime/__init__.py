"""Working time: calendars, and deadlines that count only open hours."""
