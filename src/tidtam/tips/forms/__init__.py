"""What the edges of the lane take in."""
