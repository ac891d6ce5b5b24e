"""English dates name the month, as 3/4 is two different days to two readers."""

SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = "j M Y H:i"
