"""Pages of the letters room, by noun: the desk, documents, registers, entries, search, links."""
