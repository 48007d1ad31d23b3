"""What may happen to a referral, how long its link lives, who is asked next. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tidtam.assistance.choices import REFERRAL_LIVE
from tidtam.assistance.choices import ReferralState as S

ANSWER_DAYS = 15  # Units: working days, where no rule of reference says otherwise
MOST_DAYS = 60
LINK_AFTER = timedelta(days=7)  # a link outlives the last day to answer by so much
OPEN_FOR = timedelta(minutes=60)  # an opened page closes by itself; the same browser opens it again
PIN_TRIES = 5
ANSWERS = (S.DONE, S.CANNOT, S.NOT_OURS)

# Verb → the states it fits.
ALLOWED: dict[str, frozenset[str]] = {
    "read": frozenset({S.SENT}),
    "acknowledge": frozenset({S.SENT, S.READ}),
    "ask": frozenset(REFERRAL_LIVE),
    "reply": frozenset({S.ASKED}),
    "answer": frozenset(REFERRAL_LIVE),
    "renew": frozenset(REFERRAL_LIVE),
    "recall": frozenset(REFERRAL_LIVE),
    "climb": frozenset(REFERRAL_LIVE),
    "route": frozenset(REFERRAL_LIVE),
}


def allowed(verb: str, state: str) -> bool:
    """Say whether a verb fits a state."""
    return state in ALLOWED[verb]


def expires_at(answer_by: date, now: datetime) -> datetime:
    """Return when a link made now dies: some days after the last day to answer, and never at once."""
    last = datetime(answer_by.year, answer_by.month, answer_by.day, tzinfo=now.tzinfo)
    return max(last, now) + LINK_AFTER


def is_open(bound_at: datetime | None, now: datetime) -> bool:
    """Say whether the page a browser opened is still open."""
    return bound_at is not None and timedelta(0) <= now - bound_at < OPEN_FOR


def is_dead(tries: int) -> bool:
    """Say whether too many wrong numbers of the letter were typed."""
    return tries >= PIN_TRIES
