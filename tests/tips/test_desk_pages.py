"""What the pages of the officers' desk say: in the reader's language, and in the words of the page."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories import tips as make
from tests.factories.actors import NOW, member

from tidtam.accounts import access as accounts
from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.kernel import wall
from tidtam.kernel.problem import Problem
from tidtam.tips import sealing
from tidtam.tips.actions import contact
from tidtam.tips.choices import Happens, WhyOpen
from tidtam.tips.transitions import TIP
from tidtam.ui.forms import give_back

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def demo(db: None):
    Installation.objects.create(is_demo=True, as_of=date(2026, 5, 21))
    clock.forget()
    yield
    clock.forget()


def test_a_refused_form_is_given_back_in_the_words_of_its_page(demo):
    user, grant = member("MOI", "tip_inspector")
    by = accounts.actor_of(grant, user)
    make.key(by)
    tip, _receipt = make.tip(contact="081-234-5678", quick=True)
    contact.ask(tip=tip, why=WhyOpen.COURT, reason="มีคำสั่งศาล", by=by, at=NOW)
    client = Client()
    client.force_login(user)
    acts = {
        "contact": ({"why": "danger", "reason": "มีผู้ถูกขู่"}, 409),
        "answer": ({"sealed": "c2VhbGVk", "keys": str(tip.pk)}, 409),
    }
    for verb, (typed, status) in acts.items():
        answer = client.post(reverse("tipdesk:act", args=[tip.public_id, verb]), typed)
        page = answer.content.decode()
        assert answer.status_code == status, verb
        assert ">why<" not in page and ">danger<" not in page and "c2VhbGVk" not in page
        assert (">เหตุที่ต้องเปิดซอง<" in page and str(WhyOpen.DANGER.label) in page) == (verb == "contact")
        assert ("อธิบายให้ผู้ร่วมอนุมัติ" in page and ">มีผู้ถูกขู่<" in page) == (verb == "contact")
    wall.enter(by.scope)


def test_a_button_is_given_back_as_nothing():
    class Request:
        said = None

    give_back(request := Request())
    assert request.said == []


@pytest.mark.parametrize(
    ("text", "said"),
    [("ssh-ed25519 AAAA", "ต้องขึ้นต้นด้วย age1"), ("age1notakey", "ไม่ครบ"), ("AGE1NOTAKEY", "ไม่ครบ"), ("", "ขึ้นต้น")],
)
def test_what_is_wrong_with_a_key_is_said(text, said):
    wrong = sealing.wrong_key(text)
    assert isinstance(wrong, Problem) and (wrong.code, wrong.field) == ("tips.key_wrong", "public_key")
    assert said in wrong.message


def test_what_was_done_and_whether_it_goes_on_is_marked_for_translation():
    """A sentence that is not marked never comes into the catalogue, and the page stays Thai."""
    marked = {
        call.args[0].value
        for name in ("transitions", "choices")
        for call in ast.walk(ast.parse((ROOT / f"src/tidtam/tips/{name}.py").read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "_"
    }
    assert {move.told for move in TIP.values()} | {str(one.label) for one in Happens} <= marked
