"""Named reads of the meetings room."""
