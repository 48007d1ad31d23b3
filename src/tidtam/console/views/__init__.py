"""Pages that show several rooms: inbox, overview, notices."""
