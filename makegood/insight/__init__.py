"""What the cases, alarms and devices of many customers teach together."""
