"""Named reads of the assistance room."""

from tidtam.assistance.queries.needs import (
    SHOWN,
    answer,
    detail,
    ledger,
    listing,
    places,
    receivers,
    siblings,
    spoken,
    written,
)

__all__ = [
    "SHOWN", "answer", "detail", "ledger", "listing", "places", "receivers", "siblings", "spoken", "written",
]  # fmt: skip
