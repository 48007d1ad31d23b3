"""Named reads of the aftercare room."""
