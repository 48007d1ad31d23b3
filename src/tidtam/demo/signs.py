"""Signs in the demo: a district plans all that letter 002 asks, hangs most, finds a copy and a quiet one."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection
from PIL import Image, ImageDraw

from tidtam.demo.acting import acting, ago
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.offices.queries import by_code
from tidtam.places import gazetteer
from tidtam.signs.actions import onsite, printing, registering
from tidtam.signs.actions.onsite import OnSite
from tidtam.signs.models import Sign
from tidtam.signs.queries.listing import Filters, listing

SEED = 1757
DISTRICTS = ("DOPA-3014", "DOPA-3609")
OTHERS = ("DOPA-30", "LGO-301409", "LGO-360904")


def open_signs(as_of: date) -> None:
    """Let offices of the story plan, print and hang their signs, and look at some of them."""
    dice = random.Random(SEED)  # noqa: S311 (the demo must come out the same each time)
    for code in (*DISTRICTS, *OTHERS):
        office = by_code(code)
        by = acting(office)
        with wall.scope(office.path):
            planned = registering.plan_missing(office=office, by=by, at=ago(as_of, 60))
            rows = list(listing(by, Filters()))[:planned]
            printing.print_signs(signs=rows[:50], size="vinyl", base="http://localhost:8000", by=by,
                                 at=ago(as_of, 55))  # fmt: skip
            hung = [_hang(one, as_of, dice, by) for one in rows if code in OTHERS or dice.random() < 0.4]
            if code in DISTRICTS:
                _look(hung, as_of, dice, by)
            _scan(hung, as_of, dice)


def _hang(one: Sign, as_of: date, dice: random.Random, by: Actor) -> Sign:
    back = dice.randint(1, 50)
    place = gazetteer.centre(str(one.area_id)[:4])
    position = None
    if place:
        position = (place[0] + dice.uniform(-0.1, 0.1), place[1] + dice.uniform(-0.1, 0.1))
    told = OnSite(uuid=_uuid(one, "hang"), photo=_picture(one.pk, dice), position=position)
    return onsite.install(sign=one, on=as_of - timedelta(days=back), told=told,
                          expires_on=as_of + timedelta(days=dice.choice((25, 200, 400))), by=by,
                          at=ago(as_of, back, 15))  # fmt: skip


def _look(hung: list[Sign], as_of: date, dice: random.Random, by: Actor) -> None:
    found = ("copied", "damaged", "right", "right", "lost")
    for one, what in zip(hung[1:], found, strict=False):
        told = OnSite(
            uuid=_uuid(one, "look"), photo=b"" if what == "lost" else _picture(one.pk + 7, dice), position=one.position,
            note="แปะซ้ำที่ร้านค้าในตลาด" if what == "copied" else "",
        )  # fmt: skip
        onsite.check(sign=one, found=what, told=told, by=by, at=ago(as_of, 1, 11))


def _scan(hung: list[Sign], as_of: date, dice: random.Random) -> None:
    """Some are scanned often; the first of them no more for three weeks."""
    with connection.cursor() as cursor:
        for number, one in enumerate(hung[:6]):
            for back in range(50):
                if number == 0 and back < 21:
                    continue
                for _turn in range(dice.randint(0, 3)):
                    cursor.execute("SELECT signs_scanned(%s, %s)", [one.code, as_of - timedelta(days=back)])


def _uuid(one: Sign, what: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"tidtam.demo.signs.{what}.{one.pk}")


def _picture(shade: int, dice: random.Random) -> bytes:
    """Return an invented picture: a board on two posts before a house; nobody is on it."""
    drawn = Image.new("RGB", (1200, 900), (200, 224, 240))
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 640, 1200, 900), fill=(110, 140 + shade % 50, 80))
    pen.rectangle((80 + shade % 90, 300, 460, 660), fill=(230, 218, 196))
    pen.polygon([(50, 310), (270, 150 + shade % 60), (500, 310)], fill=(150, 60 + dice.randint(0, 40), 50))
    for left in (600, 1000):
        pen.rectangle((left, 420, left + 20, 780), fill=(90, 80, 70))
    pen.rectangle((560, 240, 1060, 560), fill=(255, 255, 255), outline=(120, 120, 120), width=6)
    pen.rectangle((560, 240, 1060, 320), fill=(168, 32, 63))
    for x in range(9):
        for y in range(9):
            if (x * 7 + y * 13 + shade) % 3:
                pen.rectangle((600 + x * 20, 345 + y * 20, 618 + x * 20, 363 + y * 20), fill=(20, 20, 20))
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=80)
    return out.getvalue()
