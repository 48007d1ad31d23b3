"""The figures of help of a local government: the ledger's own numbers, no aftercare history; what was signed beside."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override
from tests.assistance.desk import enter
from tests.factories import activities as welfare
from tests.factories import assistance as help_
from tests.factories import reports as make
from tests.factories.actors import NOW, TODAY, actor, office
from tests.reports import line, world

from tidtam.assistance import facts as ledger
from tidtam.assistance.facts import info
from tidtam.assistance.models import Need
from tidtam.kernel import wall
from tidtam.kernel.permissions import Permission
from tidtam.offices.models import Office
from tidtam.reports import facts
from tidtam.reports.catalogue import BY_CODE, R2, R4
from tidtam.reports.models import Template
from tidtam.reports.queries import dashboard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
LGO = help_.LGO


def shown(client, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse("reports:figures") + query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def numbers(text: str) -> list[int]:
    """Return the big figures of the page in their order."""
    found = re.findall(r'<b class="v[^"]*">([\d,]+)', text) or re.findall(r'class="n[^"]*">([\d,]+)<', text)
    return [int(one.replace(",", "")) for one in found[:4]]


def helped() -> None:
    """Have a local government register four requests, of which one is settled."""
    by = help_.clerk()
    requests = [
        help_.request(by, serial=n, codes=codes)
        for n, codes in enumerate((("HOU",), ("OCC", "HOU"), ("OCC",), ("HOU",)), 1)
    ]
    help_.help_all(help_.granted(requests[0], by), by)
    wall.enter("1.")
    Need.objects.filter(request=requests[3]).update(asked_on=TODAY - timedelta(days=120))
    Need.objects.filter(request=requests[0]).update(amount_baht=1500)


def test_an_lgo_sees_its_ledger_and_no_history_of_anybody():
    helped()
    chance = random.Random(3)
    cases = world.followed(chance, people=2)
    wall.enter("1.")
    for number, need in enumerate(Need.objects.order_by("pk")):
        world.mirror(cases[number % 2], need, chance)
    welfare.activity(welfare.clerk(), persons=40)
    client, _g = enter(LGO, "lgo_clerk")
    text = shown(client)
    by = actor(LGO, "lgo_clerk")
    four = ledger.standing(by, by.scope)
    assert (four.asked, four.helped, four.waiting) == (4, 1, 3)
    assert "ยังมี 3 คนที่ขอแล้วและยังรอ" in text
    # The list behind the figure says the same of its own branch.
    needs = client.get(reverse("assistance:needs") + "?show=open").content.decode()
    assert reverse("assistance:needs") + "?show=open" in text
    assert "25% ของผู้ขอ · 1 เรื่อง" in text  # people beside the needs its list holds
    assert "4 เรื่อง" in text and needs.count('name="need"') in (0, 4)
    # Counts of form R4, as its report has them, and nothing of a person.
    wall.enter("1.")
    path = office(LGO).path
    counted = facts.total(facts.leaves(dashboard.FOLLOWED, path, TODAY.replace(day=1), TODAY), dashboard.FOLLOWED)
    assert counted["lgo.asked"] > 0
    for case in cases:
        assert case.person.first_name not in text and case.public_id not in text
    assert "เสพ" not in re.sub(r"ยาเสพติด", "", re.sub(r"(?s)<nav.*?</nav>", "", text))
    assert "1,500" in text and "40" in text
    assert "print-head" in text and '<svg class="map' not in text


def test_an_earlier_day_is_answered_by_the_ledger_and_a_place_above_adds_up():
    helped()
    client, _g = enter(LGO, "lgo_head")
    before = shown(client, "?on=2026-05-01")
    assert "ยังไม่มีผู้ขอรับความช่วยเหลือ" in before
    assert "รายงานที่ต้องส่ง" not in before and "รายงานที่ต้องส่ง" in shown(client), "what is due is due today"
    said = shown(client, "?as_of=2569-13-99")
    assert "ยังมี 3 คน" in said and "ไม่มีวันที่ “2569-13-99” ในปฏิทิน" in said, "a day that is none is said and shows today"
    for code, role in (("DLA-3014", "joint_clerk"), ("DLA-30", "province_coordinator"), ("DLA", "department_analyst")):
        above, _g = enter(code, role)
        text = shown(above)
        assert "ยังมี 3 คน" in text, code
        assert ('<svg class="map' in text) is (code != "DLA-3014"), code
    assert "ยังมี 3 คน" in shown(above, f"?at={LGO}")
    shown(enter("DLA-3609", "joint_clerk")[0], f"?at={LGO}", 404)
    wall.enter("1.")
    path = office(LGO).path
    by = actor(LGO, "lgo_clerk")
    points = dashboard.trend(by, path, dashboard.month_ends(TODAY))
    assert (points[-1].asked, points[-1].helped) == (4, 1)
    assert points[-2].asked == 0, "a request counts from the day it was written into the ledger"
    found = dashboard.span(by, path, TODAY.replace(month=1, day=1), TODAY)
    assert (found.asked, found.met, found.soon, int(found.amount)) == (5, 1, 1, 1500)


def test_what_was_signed_stands_beside_today_and_moves_when_a_record_does():
    helped()
    report = make.report(
        LGO, R4, name="R4", period_start=TODAY.replace(day=1), period_end=TODAY, due_on=TODAY + timedelta(days=4)
    )
    client, _g = enter(LGO, "lgo_clerk")
    text = shown(client)
    assert report.public_id in text and "ตามที่ลงนาม" not in text
    line.sent(report, *line.hands(LGO, "lgo_clerk", "lgo_head"))
    text = shown(client)
    assert "ตามที่ลงนามเมื่อ" in text and "ตรงกับที่ลงนาม" in text
    chance = random.Random(1)
    cases = world.followed(chance, people=1)
    wall.enter("1.")
    world.mirror(cases[0], Need.objects.filter(bucket="unmet").earliest("pk"), chance)
    text = shown(client)
    assert "ตรงกับที่ลงนาม" not in text and ">+1<" in text


def test_the_drug_line_is_led_to_its_own_figures_with_what_it_signed():
    chance = random.Random(2)
    world.followed(chance, ("DOPA-3014",), people=3)
    report = make.report("DOPA-3014", R2, name="R2")
    line.sent(report, *line.hands("DOPA-3014"))
    client, _g = enter("DOPA-3014", "drug_recorder")
    answer = client.get(reverse("reports:figures"))
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("aftercare:figures"))
    text = client.get(answer["Location"]).content.decode()
    assert "ตามที่ลงนามเมื่อ" in text and reverse("reports:cell", args=[report.public_id, "waiting"]) in text
    Template.objects.filter(pk=report.template_id).update(title=BY_CODE["R2"].title)
    client.cookies["django_language"] = "en"
    with override("en"):
        title = gettext(BY_CODE["R2"].title)
    assert title in re.sub(r"<[^>]+>", "", client.get(answer["Location"]).content.decode())
    assert NOW.year == 2026


def test_who_stands_above_two_lines_is_told_what_each_adds():
    helped()
    district = actor("DOPA-3014", "drug_recorder")
    wall.enter(district.scope)
    by = replace(district, permissions=frozenset(Permission))
    help_.request(by, at=office("DOPA-3014"), serial=9, codes=("OCC",))
    client, above = enter("MOI", "inspector")
    told = [
        (line.value, one.asked, one.helped, one.waiting) for line, one in dashboard.by_line(above, office("MOI"), None)
    ]
    assert told == [("dopa", 1, 0, 1), ("dla", 4, 1, 3)]
    text = shown(client)
    assert "ยังมี 4 คน" in text and "ตัวเลขนี้รวมบัญชีความช่วยเหลือ 2 สาย" in text
    cells = re.findall(r'<th scope="row">(สายปกครอง|สายท้องถิ่น|รวม)</th>((?:<td class="n">.*?</td>)+)', text)
    assert [(name, re.findall(r"\d+", re.sub(r"<[^>]*>", " ", row))) for name, row in cells[:3]] == [
        ("สายปกครอง", ["1", "0", "1"]), ("สายท้องถิ่น", ["4", "1", "3"]), ("รวม", ["5", "1", "4"]),
    ]  # fmt: skip
    assert "บัญชีความช่วยเหลือ 2 สาย" not in shown(enter("DLA", "department_analyst")[0])
    wall.enter(above.scope)
    whole = info.unmet(above, above.scope, TODAY, place="province")
    local = dashboard.waiting_for_help(above, office("MOI"), TODAY, place="province", past=False)
    assert (whole.total, local.total) == (5, 4)
    assert "เฉพาะเรื่องขององค์กรปกครองส่วนท้องถิ่น" in text
    # A place of the map opens the page that says as many; the few of the district stand in no table of this page.
    heat = text.partition("เรื่องที่ยังรอ แยก")[2].partition("</section>")[0]
    below = shown(client, "?at=DLA-30").partition("เรื่องที่ยังรอ แยก")[2].partition("</section>")[0]
    sums = [re.findall(r"\d+", re.sub(r"<[^>]*>", " ", one))[-1] for one in (heat, below)]
    assert sums[0] == sums[1]


def test_two_lines_with_offices_in_one_place_add_up():
    """A local government and a district of Bangkok stand in one province here: none hides the other."""
    helped()
    bangkok = Office.objects.filter(line="bangkok", valid_to__isnull=True).order_by("pk").first()
    assert bangkok is not None
    wall.enter("1.")
    Office.objects.filter(pk=bangkok.pk).update(province_id="30")
    by = replace(help_.clerk(), office_id=bangkok.pk, scope=bangkok.path)
    wall.enter("1.")
    help_.request(by, at=bangkok, serial=9, codes=("OCC",))
    client, above = enter("MOI", "inspector")
    wall.enter(above.scope)
    found = dashboard.waiting_for_help(above, office("MOI"), TODAY, place="province", past=False)
    assert found.total == 5
    assert "ยังมี 4 คน" in shown(client)
