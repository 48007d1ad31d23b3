"""Every write of the assistance room.

Each change of bucket or owner, the opening too, records one verb, `assistance.need.moved`. Its subscribers get what
`needs_of` reads: the `Need` itself when one moved, a `Moved` batch when a bulk action moved many of one office.
The verbs of a request have modules of their own: `actions.requests.withdraw`, `actions.delivering.deliver`. They record
`assistance.request.moved`, whose subscribers read `requests.requests_of`.
"""

from tidtam.assistance.actions import delivering, requests
from tidtam.assistance.actions.handing import escalate, hand_over
from tidtam.assistance.actions.ledger import MOVED, Change, Moved, needs_of, stood
from tidtam.assistance.actions.opening import Asked, open_many, open_need
from tidtam.assistance.actions.verbs import (
    merge,
    move_many,
    refuse,
    reopen,
    set_unmet,
    settle,
    settle_many,
    take_up,
    withdraw,
)

__all__ = [
    "MOVED", "Asked", "Change", "Moved", "delivering", "escalate", "hand_over", "merge", "move_many", "needs_of",
    "open_many", "open_need", "refuse", "reopen", "requests", "set_unmet", "settle", "settle_many", "stood",
    "take_up", "withdraw",
]  # fmt: skip
