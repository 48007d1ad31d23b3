"""Figures of the assistance room: counted persons and needs from the ledger, and the columns of the INFO sheet."""

from tidtam.assistance.facts.ledger import Age, ages, buckets, standing, standing_below, standing_by_code

__all__ = ["Age", "ages", "buckets", "standing", "standing_below", "standing_by_code"]
