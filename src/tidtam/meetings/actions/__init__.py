"""Every write of the meetings room."""
