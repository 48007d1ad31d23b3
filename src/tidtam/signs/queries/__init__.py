"""Named reads of the signs room."""
