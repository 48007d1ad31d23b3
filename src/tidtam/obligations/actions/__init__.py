"""Every write of the obligations room, one module per noun."""
