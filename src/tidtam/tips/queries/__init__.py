"""Named reads of the lane."""
