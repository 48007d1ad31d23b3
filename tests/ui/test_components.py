"""The tags and includes, drawn for real."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Event, heat_level, initials, month
from tidtam.ui.tiles import PLACES, tiles


def draw(source: str, **context: object) -> str:
    with translation.override("th"):
        return Template("{% load ui thai i18n %}" + source).render(Context(context))


def test_the_sprite_holds_exactly_the_icons_used_also_inside_includes():
    page = draw(
        '{% icon "bell" %}{% status "late" %}{% include "ui/toast.html" with text="ลงรับแล้ว" only %}{% sprite %}'
    )
    assert sorted(part.split('"')[0] for part in page.split('<symbol id="i-')[1:]) == [
        "bell", "check-circle-f", "warning-octagon-f",
    ]  # fmt: skip


def test_an_unknown_icon_is_told_at_once():
    with pytest.raises(TemplateSyntaxError, match="no-such-icon"):
        draw('{% icon "no-such-icon" %}')


@pytest.mark.parametrize("state", ["upcoming", "due", "late", "done", "returned"])
def test_every_state_has_shape_icon_and_words(state):
    chip = draw("{% status state %}", state=state)
    assert f'class="chip {state}"' in chip
    assert "<use" in chip
    assert chip.rsplit("</svg>", 1)[1].strip() != "</span>"


def test_confidence_is_said_in_words():
    assert 'aria-label="มั่นใจมาก"' in draw("{% conf 1.0 %}")
    low = draw("{% conf 0.3 %}")
    assert 'class="conf low"' in low
    assert low.count('class="f"') == 1


class ReceiptForm(forms.Form):
    number = forms.CharField(label="เลขที่หนังสือ", help_text="ตามหัวหนังสือ")
    received_on = forms.CharField(label="วันที่รับ")
    speed = forms.ChoiceField(label="ชั้นความเร็ว", choices=[("0", "ปกติ"), ("1", "ด่วน")], widget=forms.RadioSelect)


def test_a_wrong_field_keeps_its_value_and_says_how_to_put_it_right():
    form = ReceiptForm({"number": "<b>๑</b>", "received_on": "31 พ.ย. 2566", "speed": "1"})
    attach(form, Problem("letters.no_such_day", "เดือนพฤศจิกายนมี 30 วัน", field="received_on"))
    page = draw("{% form_fields form %}", form=form)
    assert 'value="31 พ.ย. 2566"' in page
    assert 'aria-describedby="id_received_on_error"' in page
    assert 'id="id_received_on_error"' in page
    assert 'href="#id_received_on"' in page
    assert "มี 1 ช่องที่ต้องแก้" in page
    assert 'id="id_number_helptext"' in page
    assert "<b>๑</b>" not in page
    assert 'class="choices two"' in page


def test_a_problem_without_a_field_stands_at_the_head_of_the_form():
    form = ReceiptForm({"number": "1", "received_on": "1", "speed": "1"})
    attach(form, Problem("letters.closed", "หนังสือนี้ลงรับแล้ว", field="elsewhere"))
    assert "หนังสือนี้ลงรับแล้ว" in draw("{% form_errors form %}", form=form)


def test_a_month_is_full_weeks_from_sunday_and_loses_no_day():
    laid_out = month(date(2024, 2, 10), {date(2024, 2, 29): [Event("ส่งรายงาน", "#", "due")]})
    days = [day.on for week in laid_out.weeks for day in week if not day.out]
    assert days == [date(2024, 2, n) for n in range(1, 30)]
    assert {len(week) for week in laid_out.weeks} == {7}
    assert {week[0].on.isoweekday() for week in laid_out.weeks} == {7}
    assert [day.on.day for day in laid_out.busy_days] == [29]
    page = draw('{% include "ui/month.html" %}', month=laid_out)
    assert "ปฏิทินเดือน กุมภาพันธ์ 2567" in page


def test_the_tile_map_has_a_place_of_its_own_for_every_province():
    assert len(PLACES) == len({(column, row) for _, _, column, row in PLACES.values()}) == 77
    assert len({letters for letters, *_ in PLACES.values()}) == 77
    drawn = {tile.letters: tile for tile in tiles({"30": 10, "36": 0})}
    assert (drawn["นม"].level, drawn["ชย"].level, drawn["ชร"].level) == (5, 0, None)


def test_heat_steps_and_initials():
    assert [heat_level(n, 10) for n in (0, 0.1, 2, 5, 10, 99)] == [0, 1, 2, 3, 5, 5]
    assert initials("กานดา ศรีประทุม") == "กศ"
    assert initials("เพ็ญ") == "พ"
    assert initials("นายวีระ กล้าหาญ") == "วก"


def test_a_door_is_there_for_who_may_pass_it():
    reader = SimpleNamespace(actor=SimpleNamespace(may=lambda needed: needed == Permission.REPORTS_READ))
    doors = '{% door "reports:reports" as one %}{% door "exchange:info" as other %}{{ one }}|{{ other }}'
    assert draw(doors, request=reader) == "/reports/|"
    assert (
        draw('{% may_enter "/exchange/?month=2026-05" %} {% may_enter "/nowhere/" %}', request=reader) == "False False"
    )
    nobody = SimpleNamespace()
    assert draw(doors, request=nobody) == "|"
    assert draw('{% may_enter "/ask/" %}', request=nobody).endswith("True")
