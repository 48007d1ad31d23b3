"""Every write of the signs room."""
