"""The desk sees of a need out of an aftercare visit what it sees of any other need a district hands over: no more."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories import aftercare as make
from tests.factories import people
from tests.factories.actors import NOW, TODAY, office

from tidtam.assistance import actions
from tidtam.assistance.facts import info, ledger
from tidtam.assistance.models import Need
from tidtam.audit.models import Entry, Read
from tidtam.kernel import wall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
LGO = "LGO-301409"


def handed() -> list[Need]:
    """Hand two needs with the same words to a local government: one out of a visit, one the district took in itself."""
    by = make.recorder()
    case = make.case(by, serial=41)
    make.visit(case, TODAY, make.team_actor(), needs=(("OCC", "จักรยานยนต์"),), arrives=NOW)
    wall.enter(by.scope)
    out_of_visit = Need.objects.get()
    asker = people.person(by, serial=42, purpose="help")
    ordinary = actions.open_need(
        office=office("DOPA-3014"), person=asker, code="OCC", asked_on=TODAY, detail="จักรยานยนต์", by=by, at=NOW
    )
    for need in (out_of_visit, ordinary):
        wall.enter(by.scope)
        actions.hand_over(need=need, office=office(LGO), by=by, at=NOW)
    return [out_of_visit, ordinary]


def bare(answer: Any, *needs: Need) -> str:
    text = re.sub(r'"x-csrftoken": "\w+"|name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    for need in needs:
        text = text.replace(need.public_id, "NUMBER").replace(need.person.public_id, "PERSON")
    return text


def test_pages_search_and_audit_of_the_desk_are_equal():
    needs = handed()
    client, _clerk = enter(LGO)
    needs = [Need.objects.select_related("person").get(pk=need.pk) for need in needs]
    pages = [bare(client.get(reverse("assistance:need", args=[need.public_id])), need) for need in needs]
    assert pages[0] == pages[1]
    listed = bare(client.get(reverse("assistance:needs")), *needs)
    rows = re.findall(r"<tr>((?:(?!</tr>).)*NUMBER(?:(?!</tr>).)*)</tr>", listed, re.S)
    assert len(rows) == 2 and rows[0] == rows[1]
    found = bare(client.post(reverse("assistance:new"), {"text": "สมชาย ใจดี"}), *needs)
    hits = re.findall(r'<li class="row.*?PERSON.*?</li>', found, re.S)
    hits = [re.sub(r"<span class=.nowrap.>9-[^<]*</span>", "ID", one) for one in hits]
    assert len(hits) == 2 and hits[0] == hits[1]
    wall.enter("1.")
    reads = [[(one.purpose, one.route) for one in Read.objects.filter(people__contains=[need.person_id]).order_by("pk")]
             for need in needs]  # fmt: skip
    assert reads[0] == reads[1] != []
    told = [[(one.verb, one.reason, one.fields, one.count, one.scope_path, one.user_id) for one in
             Entry.objects.filter(object_type="assistance.need", object_id=str(need.pk)).order_by("at", "verb")]
            for need in needs]  # fmt: skip
    assert told[0] == told[1] != []


def test_figures_and_exports_count_the_one_as_the_other():
    needs = handed()
    client, clerk = enter(LGO)
    month = info.month_of(clerk.scope, TODAY)

    def figures() -> list[Any]:
        wall.enter(clerk.scope)
        open_ones = info.unmet(clerk, clerk.scope, TODAY, place="office").cells
        return [
            info.values(clerk, month), ledger.standing(clerk, clerk.scope), ledger.standing_by_code(clerk, clerk.scope),
            ledger.buckets(clerk, clerk.scope), ledger.ages(clerk, TODAY, clerk.scope), open_ones,
        ]  # fmt: skip

    steps = [figures()]
    for need in needs:  # the one is met, the other waits; then both are met; then the first waits again
        one = Need.objects.get(pk=need.pk)
        actions.settle(need=one, given="อบรม 3 วัน", amount=Decimal(500), fund="งบกลาง", on=TODAY, by=clerk, at=NOW)
        steps.append(figures())
    wall.enter(clerk.scope)
    actions.reopen(need=Need.objects.get(pk=needs[0].pk), by=clerk, at=NOW)
    assert figures() == steps[1] != steps[0]
    assert steps[0][0]["helped"] == 0 and steps[2][0]["helped"] == 2
    client.post(reverse("assistance:new_export"), {"purpose": "ประชุมคณะกรรมการ วาระที่ 3"})
    page = client.get(reverse("assistance:exports")).content.decode()
    link = re.search(r'href="(/help/exports/[^"]+/file/)"', page)
    if link:  # the register holds requests; neither of the two has one
        book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(link[1]).streaming_content)))
        assert len(list(book.worksheets[0].iter_rows(values_only=True))) == 2


def test_no_page_of_the_desk_leads_to_aftercare():
    needs = handed()
    client, clerk = enter(LGO)
    wall.enter(clerk.scope)
    routes = [reverse(f"assistance:{name}") for name in ("board", "register", "needs", "new", "new_export", "exports")]
    routes += [reverse("assistance:need", args=[need.public_id]) for need in needs]
    for route in routes:
        text = client.get(route).content.decode()
        assert "/care/" not in text and "ติดตามหลังฟื้นฟู" not in text and "บำบัด" not in text, route
