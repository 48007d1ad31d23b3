"""Tell offices, mark as read, hand to the mail server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from tidtam import audit
from tidtam.accounts.models import User
from tidtam.kernel.actor import Actor
from tidtam.kernel.ids import public_id
from tidtam.notices import access, queries
from tidtam.notices.choices import DeliveryState
from tidtam.notices.models import Delivery, Notice

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Told:
    """What to tell an office. `key` is what makes it the same telling; no names of people in it."""

    office_id: int
    scope_path: str
    kind: str
    title: str
    url: str
    key: str
    body: str = ""
    audience: str = ""
    user_id: int | None = None


@transaction.atomic
def tell(told: Iterable[Told], *, at: datetime) -> int:
    """Write notices; those whose key stands already are left out. Shape: how many were new."""
    made, rows = 0, iter(told)
    while batch := list(islice(rows, _BATCH)):
        fresh = {one.key: one for one in batch}
        if len(fresh) == 1:
            made += _write(batch[-1], at)
            continue
        for known in Notice.objects.filter(key__in=fresh).values_list("key", flat=True):
            del fresh[known]
        # The unique key decides between two workers; the count may then be too high, never the notices too many.
        Notice.objects.bulk_create(
            [Notice(**(asdict(one) | {"title": one.title[:300]}), at=at) for one in fresh.values()],
            ignore_conflicts=True,
        )
        made += len(fresh)
    return made


_COLUMNS = (
    "public_id", "office_id", "scope_path", "kind", "audience", "user_id", "title", "body", "url", "at", "key",
)  # fmt: skip
_INSERT = (
    f"INSERT INTO notices_notice ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))}) "  # noqa: S608 (our names)
    "ON CONFLICT (key) DO NOTHING"
)


def _write(one: Told, at: datetime) -> int:
    """Write one notice in one statement: half of all tellings are of one thing. Shape: 0 when it stands already."""
    told = asdict(one) | {"public_id": public_id(), "title": one.title[:300], "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [told[name] for name in _COLUMNS])
        return int(cursor.rowcount)


@transaction.atomic
def mark_read(*, notice: Notice | None = None, by: Actor, at: datetime) -> int:
    """Mark one notice of the own office, or all of them, as read. Shape: how many were unread."""
    rows = access.notices(by).filter(read_at__isnull=True)
    if notice is not None:
        rows = rows.filter(pk=notice.pk)
    count = rows.update(read_at=at)
    if count:
        audit.record("notices.read", ("notices.notice", notice.pk if notice else "all"), by=by, at=at, count=count)
    return count


@transaction.atomic
def mail_some(*, at: datetime, limit: int = 200) -> int:
    """Hand the oldest unmailed notices to the mail server and log each delivery. Shape: notices handled.

    A person is mailed a notice at most once: the log's unique row stands before the next run looks.
    """
    notices = queries.to_mail(limit)
    whom = queries.recipients(notices, at.astimezone().date())
    log: list[Delivery] = []
    if any(whom.values()):
        with get_connection(fail_silently=False) as mail:
            for notice in notices:
                for user in whom[notice.office_id, notice.audience, notice.user_id]:
                    log.append(_mail(mail, notice, user, at))
    Delivery.objects.bulk_create(log, ignore_conflicts=True)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=at)
    return len(notices)


def _mail(mail: BaseEmailBackend, notice: Notice, user: User, at: datetime) -> Delivery:
    text = f"{notice.title}\n{notice.body}\n\n{settings.SITE_URL}{notice.url}\n"
    message = EmailMessage(subject=notice.title[:150], body=text, to=[user.email], connection=mail)
    state, problem = DeliveryState.SENT, ""
    try:
        message.send()
    except (OSError, ValueError) as error:  # a refused connection or address is logged, never raised into the batch
        state, problem = DeliveryState.FAILED, type(error).__name__
    return Delivery(
        notice=notice, scope_path=notice.scope_path, user=user, state=state, problem=problem, at=at
    )  # fmt: skip


def post(*, to: str, subject: str, text: str) -> str:
    """Send one message to an address that was typed. Shape: "" when it was handed over, else why not."""
    try:
        EmailMessage(subject=subject[:150], body=text, to=[to]).send()
    except (OSError, ValueError) as error:
        return type(error).__name__
    return ""
