"""Named reads of the exchange room."""
