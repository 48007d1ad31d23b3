"""Pages of the signs room."""
