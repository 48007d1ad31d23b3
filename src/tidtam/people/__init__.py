"""People, one purpose each: identity, addresses, search, merge; nothing of why they are known."""
