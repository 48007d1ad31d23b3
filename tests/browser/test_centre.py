"""The centre's pages in a real browser, on a phone and on the desk: no sideways scroll, one h1, nothing for axe."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY
from tests.factories.looking import look

from tidtam.assistance.actions import announcing, centre, meetings, requests
from tidtam.assistance.actions.meetings import Member
from tidtam.exchange.actions import typing
from tidtam.exchange.rules import current

pytestmark = pytest.mark.browser
WIDTHS = ((390, 844), (1280, 900))
SEATS = (
    Member("สมพร ดีงาม", "chair", "นายก อบต.ตูม"), Member("วิภา ใจเย็น", "member", "ปลัด อบต."),
    Member("กานดา ศรีสุข", "secretary", "นักพัฒนาชุมชน"),
)  # fmt: skip


def story() -> dict[str, str]:
    """A centre with a meeting held and one confirmed, an announcement drawn up and one that hangs, signs, a month."""
    from django.db import transaction

    with transaction.atomic():
        by = made.clerk()
        office = made.lgo()
        rows = [
            requests.send_to_committee(request=made.checked(made.request(by, serial=n), by), by=by, at=NOW)
            for n in (1, 2, 3)
        ]
        one = meetings.call(
            office=office, meets_at=NOW - timedelta(hours=2), place="ห้องประชุม อบต.ตูม", members=SEATS,
            waiting=[row.pk for row in rows[:2]], by=by, at=NOW,
        )  # fmt: skip
        came = [Member(seat.name, seat.seat, seat.position, seat.seat != "member") for seat in SEATS]
        meetings.change(meeting=one, meets_at=one.meets_at, place=one.place, members=came, by=by, at=NOW)
        item = one.items.order_by("seq")[1]
        meetings.decide(
            meeting=one, by=by, at=NOW,
            decided=[meetings.Decided(item.pk, "granted", "บ้านเสียหาย", "สังกะสี 40 แผ่น", Decimal(12500))],
        )  # fmt: skip
        for serial in (5, 6, 7):
            helped = made.granted(made.request(by, serial=serial, asked_on=current(TODAY)), by)
            made.help_all(helped, by)
            if serial == 6:
                draft = announcing.draw_up(office=office, by=by, at=NOW)
                announcing.post(announcement=draft, title="บัญชีรายชื่อ", places="ศาลากลางบ้าน", days=15, by=by, at=NOW)
        draft = announcing.draw_up(office=office, by=by, at=NOW)
        centre.check_sign(office=office, place="หน้าสำนักงาน", condition="2", note="สีลอก", on=TODAY, by=by, at=NOW)
        centre.check_channel(office=office, kind="line", works=True, detail="@toom", on=TODAY, by=by, at=NOW)
        typing.tick(office=office, period=current(TODAY), code="persons", by=by, at=NOW)
    return {"meeting": one.public_id, "draft": draft.public_id}


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_every_page_of_the_centre_at_both_sizes(served: Any, page: Any, width: int, height: int) -> None:
    served.demo(date(2026, 5, 21))
    found = story()
    served.person("clerk", made.LGO, "lgo_clerk")
    served.person("head", made.LGO, "lgo_head", name="สมพร ดีงาม")
    served.person("joint", "DLA-3014", "joint_clerk")
    page.set_viewport_size({"width": width, "height": height})
    served.sign_in(page, "clerk", "/help/")
    pages = {
        "meetings": "/help/meetings/", "meeting-new": "/help/meetings/new/",
        "meeting-edit": f"/help/meetings/{found['meeting']}/edit/", "announcements": "/help/announcements/",
        "announcement": f"/help/announcements/{found['draft']}/", "sheets": "/help/surveys/",
        "sheet-new": "/help/surveys/new/", "centre": "/help/centre/", "sign": "/help/centre/signs/new/",
        "channel": "/help/centre/channels/line/", "info": "/exchange/", "unmet": "/exchange/unmet/",
    }  # fmt: skip
    for name, path in pages.items():
        answer = page.goto(served.url + path)
        assert answer.status == 200, (name, answer.status)
        look(page, f"centre-{name}", width, dark_too=width < 900 and name in ("sheet-new", "info"))
    page.context.clear_cookies()
    served.sign_in(page, "head", f"/help/meetings/{found['meeting']}/")
    look(page, "centre-meeting", width, dark_too=width < 900)
    page.context.clear_cookies()
    served.sign_in(page, "joint", "/help/centre/")
    look(page, "centre-below", width)
    page.goto(f"{served.url}/exchange/below/")
    look(page, "centre-info-below", width)
