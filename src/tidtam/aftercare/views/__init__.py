"""Pages of the aftercare room."""
