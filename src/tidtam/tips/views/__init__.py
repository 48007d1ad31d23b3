"""Pages of the lane: the public ones stand in a process of their own."""
