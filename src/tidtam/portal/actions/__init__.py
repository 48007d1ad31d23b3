"""Every write of the portal."""
