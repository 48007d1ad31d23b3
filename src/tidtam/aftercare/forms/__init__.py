"""Forms of the aftercare room."""
