"""Pages of those who keep the tree of offices: list, one office, its changes, imports."""
