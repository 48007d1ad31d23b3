"""Every write of the letters room, one module per noun."""
