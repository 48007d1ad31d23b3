"""What activities of a period say is offered beside the cell of R6, and never in place of what was typed."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories import activities as welfare
from tests.factories import reports as made
from tests.factories.actors import actor
from tests.reports.browsing import fresh, get, post

from tidtam.kernel import wall
from tidtam.obligations.views.showing import rule_words
from tidtam.reports.catalogue import R2, R4, R6
from tidtam.reports.queries.words import cell_of, offered
from tidtam.reports.rules.form import Form
from tidtam.reports.rules.joining import joined
from tidtam.reports.views.showing import when_due

pytestmark = pytest.mark.django_db
LGO, WORDS = welfare.LGO, "ขยายผลไปหมู่ 3 และวัดบ้านพระเพลิง"
MAY = {"period_start": date(2026, 5, 1), "period_end": date(2026, 5, 31), "due_on": date(2026, 6, 1)}


def r6(code: str = LGO) -> made.Report:
    return made.report(code, R6, name="R6", **MAY)


def test_lines_go_under_what_was_typed_and_none_twice() -> None:
    lines = [("ก ข", "ก ข (วัด)"), ("ค", "ค (วัด)")]
    assert joined("", lines) == ("ก ข (วัด)\nค (วัด)", 2, 0)
    assert joined("เดิม กข ต่อ ", lines) == ("เดิม กข ต่อ\nค (วัด)", 1, 0)
    assert joined("เดิม", lines, most=12) == ("เดิม\nค (วัด)", 1, 1)
    assert joined("x" * 2000, lines) == ("x" * 2000, 0, 2)


def test_the_words_of_the_period_are_offered_and_put_under_what_is_typed(stopped_demo: None) -> None:
    by = welfare.clerk()
    one = welfare.activity(by, expansion="ขยายผลไปหมู่ 3\nและวัดบ้านพระเพลิง")
    for more in ({"on": date(2026, 4, 30)}, {"measure": "prevention", "kind": "campaign"}):
        welfare.activity(by, expansion="ไม่ใช่ของงวดนี้", **more)
    welfare.activity(by)  # says nothing
    report = r6()
    client, _by = enter(LGO)
    page = get(client, "report", report.public_id)
    assert WORDS in page and one.public_id in page and "ไม่ใช่ของงวดนี้" not in page and "นำมาใส่" in page
    assert fresh(report).typed == {}  # looking takes nothing in
    answer = client.post(
        reverse("reports:take_in", args=[report.public_id, "expansion"]),
        {"version": "1", "v_expansion": "พิมพ์ไว้เอง", "v_remark": "ฝนตก", "n_persons": "นับซ้ำไม่ได้"}, follow=True,
    )  # fmt: skip
    kept = fresh(report)
    assert kept.typed == {"expansion": f"พิมพ์ไว้เอง\n{WORDS} (วัดบ้านตูม 10 พ.ค. 2569)", "remark": "ฝนตก"}
    assert kept.notes == {"persons": "นับซ้ำไม่ได้"}
    page = answer.content.decode()
    assert "จากกิจกรรม 1 รายการแล้ว" in page and "อยู่ในช่องนี้แล้ว" in page and "นำมาใส่" not in page
    again = {"version": str(kept.version), **{f"v_{code}": text for code, text in kept.typed.items()}}
    client.post(reverse("reports:take_in", args=[report.public_id, "expansion"]), again)
    assert fresh(report).typed == kept.typed
    wall.enter(by.scope)
    welfare.activity(by, expansion="เรื่องใหม่")
    assert "นำมาต่อท้าย" in get(client, "report", report.public_id)


def test_nothing_is_taken_from_an_old_page_or_into_another_cell(stopped_demo: None) -> None:
    welfare.activity(welfare.clerk(), expansion=WORDS)
    report = r6()
    client, _by = enter(LGO)
    post(client, "fill", report, v_expansion="ของคนอื่น")
    late = client.post(
        reverse("reports:take_in", args=[report.public_id, "expansion"]), {"version": "1", "v_expansion": "ของเรา"}
    )
    assert late.status_code == 409 and fresh(report).typed == {"expansion": "ของคนอื่น"}
    assert "ของเรา" in late.content.decode() and "ของคนอื่น" in late.content.decode()
    for code in ("remark", "persons", "x"):
        gone = client.post(reverse("reports:take_in", args=[report.public_id, code]), {"version": "2"})
        assert gone.status_code == 404, code


def test_who_is_offered_the_words() -> None:
    welfare.activity(welfare.clerk(), expansion=WORDS)
    report = r6()
    assert [one.words for one in offered(welfare.clerk(), report, R6)] == [WORDS]
    assert not offered(welfare.clerk("LGO-360904"), report, R6)
    above = r6("DLA-30")
    assert not offered(actor("DLA-30", "province_coordinator"), above, R6)  # it sums those below
    assert [cell_of(form) for form in (R2, R4, R6)] == ["", "", "expansion"]


@pytest.mark.parametrize(
    ("form", "level", "due", "said"),
    [
        (R6, "lgo", date(2026, 6, 1), "จังหวัด: ภายในวันที่ 5 ของเดือนถัดไป · อปท. ส่งก่อน ภายใน 1 มิ.ย. 2569"),
        (R6, "province", date(2026, 6, 5), "ภายในวันที่ 5 ของเดือนถัดไป"),
        (R4, "province", date(2026, 6, 30), "อปท. และอำเภอ/เขต: ทุกวันที่ 25 ของทุกเดือน · จังหวัด ส่งภายใน 30 มิ.ย. 2569"),
        (R2, "province", date(2027, 2, 28), rule_words(R2.rule)),
        (R2, "district", date(2026, 6, 13), f"จังหวัด: {rule_words(R2.rule)} · อำเภอ/เขต ส่งก่อน ภายใน 13 มิ.ย. 2569"),
    ],
)
def test_whose_day_the_rule_says_where_the_own_one_is_another(form: Form, level: str, due: date, said: str) -> None:
    report = made.Report(level=level, due_on=due)
    assert " · ".join(when_due(report, form)) == said
