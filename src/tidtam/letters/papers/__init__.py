"""The registers as sheet and as paper, and the receipt stamp."""
