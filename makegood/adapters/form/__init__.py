"""The form of the portal and the words written on a status page, as they come in."""
