"""Papers of the assistance room, set by typst: forms, announcements, minutes, letters."""
