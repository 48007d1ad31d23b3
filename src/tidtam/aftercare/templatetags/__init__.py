"""Tags of the aftercare pages."""
