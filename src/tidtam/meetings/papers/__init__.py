"""Papers of the meetings room."""
