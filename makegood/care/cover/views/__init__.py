"""The pages of absences and shifts, and how soon somebody else answers."""
