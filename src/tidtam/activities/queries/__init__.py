"""Named reads of the activities room."""
