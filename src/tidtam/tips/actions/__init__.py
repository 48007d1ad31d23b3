"""Every write of the lane: the informant's without audit, the officers' with it."""
