"""Every write of the exchange room."""
