"""Pages of the assistance room: the owner's list, one need."""
