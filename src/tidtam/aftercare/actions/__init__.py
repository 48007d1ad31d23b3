"""Every write of the aftercare room."""
