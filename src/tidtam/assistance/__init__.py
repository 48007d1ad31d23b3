"""Needs people asked for: one bucket each at every instant. Knows nothing of aftercare."""
