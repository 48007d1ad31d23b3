"""Offices and superiors are told once; people with the right and an address are mailed once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from tests.factories.actors import NOW, actor, office
from tests.factories.letters import monthly, received
from tests.obligations.desk import lgo

from tidtam.accounts.models import Grant, User
from tidtam.kernel import wall
from tidtam.letters.actions.relay import relay
from tidtam.notices import actions, queries
from tidtam.notices.actions import Told
from tidtam.notices.models import Delivery, Notice
from tidtam.obligations.actions.reminders import kind_on, remind_owners, tell_superiors
from tidtam.obligations.models import Duty
from tidtam.offices.queries import directly_below

SONGKRAN = frozenset(date(2026, 4, day) for day in (13, 14, 15))


def told_on(due: date, holidays: frozenset[date] = frozenset(), days: int = 14) -> dict[str, date]:
    """Return the first day of each telling of a due date."""
    first: dict[str, date] = {}
    for back in range(days, -3, -1):
        day = due - timedelta(days=back)
        kind = kind_on(day, due, holidays)
        if kind:
            first.setdefault(kind, day)
    return first


@pytest.mark.parametrize(
    ("due", "holidays", "expected"),
    [
        # Friday: five days before is Sunday, two working days before is Wednesday.
        (date(2026, 5, 29), frozenset(), {"ahead": "05-24", "soon": "05-27", "today": "05-29"}),
        # Monday: two working days before is Thursday.
        (date(2026, 5, 25), frozenset(), {"ahead": "05-20", "soon": "05-21", "today": "05-25"}),
        # Saturday: sent before the weekend, on Friday; two working days before is Thursday.
        (date(2026, 7, 25), frozenset(), {"ahead": "07-20", "soon": "07-23", "before_off": "07-24", "today": "07-25"}),
        # The day after Songkran: two working days before lies six days back, before the fifth.
        (date(2026, 4, 16), SONGKRAN, {"soon": "04-09", "today": "04-16"}),
    ],
)
def test_tellings_of_a_due_date(due, holidays, expected):
    assert {kind: f"{day:%m-%d}" for kind, day in told_on(due, holidays).items()} == expected


@pytest.mark.django_db
def test_owners_are_told_once_however_often_it_runs():
    clerk = actor(lgo())
    received(clerk, lgo(), monthly(25))
    wall.enter("1.")
    for day in range(-3, 6):  # 18 to 26 May, three runs a day
        for hour in range(3):
            remind_owners(at=NOW + timedelta(days=day, hours=hour))
    kinds = list(Notice.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["ahead", "soon", "today"]
    assert Notice.objects.first().url.startswith("/duties/")


@pytest.mark.django_db
def test_what_was_sent_is_not_reminded_of_and_history_never():
    clerk = actor(lgo())
    received(clerk, lgo(), monthly(25), date="2026-01-10")
    Duty.objects.filter(due_on=date(2026, 5, 25)).update(state="sent", sent_on=date(2026, 5, 20))
    wall.enter("1.")
    assert remind_owners(at=NOW + timedelta(days=4)) == 0
    assert tell_superiors(at=NOW + timedelta(days=5)) == 0


@pytest.mark.django_db
def test_superior_is_told_the_day_after_once_with_the_number():
    district = actor("DLA-3014", "district_recorder")
    entry = received(district, "DLA-3014", monthly(25))
    below = list(directly_below(office("DLA-3014")))
    relay(entry=entry, offices=below, words="แจ้ง", by=district, at=NOW)
    wall.enter("1.")
    assert tell_superiors(at=NOW + timedelta(days=4)) == 0  # on the day itself nobody is late
    assert tell_superiors(at=NOW + timedelta(days=5)) == 1
    assert tell_superiors(at=NOW + timedelta(days=6)) == 0
    notice = Notice.objects.get()
    assert notice.office.code == "DLA-3014"
    assert notice.title.startswith(f"{len(below)} แห่งค้างส่ง")
    wall.enter(district.scope)
    assert queries.unread_count(district) == 1
    wall.enter(office("DLA-5709").path)
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_mail_goes_once_to_those_who_hold_the_right(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    code = lgo()
    clerk = actor(code)
    User.objects.filter(pk=clerk.user_id).update(email="clerk@example.org")
    for name, role, other in (("no-right", "team_member", {}), ("ended", "lgo_clerk", {"valid_to": date(2026, 5, 1)})):
        user = User.objects.create_user(name, email=f"{name}@example.org", name=name)
        Grant.objects.create(user=user, office=office(code), role=role, valid_from=date(2020, 1, 1), **other)
    where = office(code)
    told = Told(office_id=where.pk, scope_path=where.path, kind="today", audience="obligations.send", title="ครบกำหนด",
                url="/duties/", key="one")  # fmt: skip
    wall.enter("1.")
    assert actions.tell([told, told], at=NOW) == 1
    assert actions.tell([told], at=NOW) == 0
    assert actions.mail_some(at=NOW) == 1
    assert actions.mail_some(at=NOW) == 0
    assert [message.to for message in mail.outbox] == [["clerk@example.org"]]
    assert "http" in mail.outbox[0].body
    assert list(Delivery.objects.values_list("state", flat=True)) == ["sent"]


@pytest.mark.django_db
def test_a_refused_address_is_logged_and_stops_nobody(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    code = lgo()
    clerk = actor(code)
    User.objects.filter(pk=clerk.user_id).update(email="bad\naddress@example.org")
    where = office(code)
    wall.enter("1.")
    actions.tell(
        [Told(office_id=where.pk, scope_path=where.path, kind="today", title="ก", url="/", key="k")], at=NOW
    )  # fmt: skip
    assert actions.mail_some(at=NOW) == 1
    assert list(Delivery.objects.values_list("state", flat=True)) == ["failed"]


def test_tasks_run_under_their_own_wall(committed_db):
    """Each periodic task opens the wall itself, does its work, and finds nothing the second time."""
    from django.db import transaction

    from tidtam.accounts import clock
    from tidtam.audit import tasks as audit
    from tidtam.audit.models import Sealed
    from tidtam.notices import tasks as notices
    from tidtam.obligations import tasks as obligations

    now = clock.now()
    with transaction.atomic():
        clerk = actor(lgo())
        today = now.astimezone().date()
        received(clerk, lgo(), monthly(today.day), received_on=date(2026, 5, 18), counts_from=today)
    for _ in range(2):
        obligations.remind(0)
        obligations.generate_ahead(0)
        notices.mail(0)
        audit.seal(0)
    with wall.scope("1."):
        assert Notice.objects.filter(kind="today").count() == 1
        assert Notice.objects.filter(mailed_at__isnull=True).count() == 0
    assert Sealed.objects.exists()


def test_schedules_are_in_bangkok_time_and_unique():
    """The schedule is read in UTC: half past one there is half past eight in Bangkok."""
    from croniter import croniter
    from procrastinate.contrib.django import app

    schedules = {name: task.cron for (name, _), task in app.periodic_registry.periodic_tasks.items()}
    assert {"obligations.remind", "obligations.ahead", "notices.mail", "audit.seal", "audit.clear_jobs"} <= set(
        schedules
    )
    start = NOW.timestamp() - 3600 * 5  # 05.00 น. in Bangkok
    first = croniter(schedules["obligations.remind"]).get_next(float, start_time=start)
    assert (first - start) / 3600 == 3.5
    tick = croniter(schedules["audit.seal"]).get_next(float, start_time=start)
    assert tick - start == 1
