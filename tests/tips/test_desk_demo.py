"""The demo's inspectors open the demo's tips with the key files and the passphrase the terminal prints."""

from __future__ import annotations

from datetime import date

import pyrage
import pytest
from pyrage import x25519
from tests.factories import tips as make
from tests.factories.actors import member

from tidtam.accounts import clock
from tidtam.accounts.models import Installation, User
from tidtam.demo import tips as demo
from tidtam.demo.people import PEOPLE
from tidtam.kernel import wall
from tidtam.tips import facts
from tidtam.tips.models import Tip

pytestmark = pytest.mark.django_db


def test_the_demos_keys_open_the_demos_tips(settings, tmp_path, monkeypatch):
    as_of = date(2026, 5, 21)
    Installation.objects.create(is_demo=True, as_of=as_of)
    clock.forget()
    monkeypatch.setattr(demo, "data_dir", lambda: tmp_path)
    known = {person.username: person for person in PEOPLE}
    for username, code in demo.INSPECTORS.items():
        user, _grant = member(code, "tip_inspector", known[username].name)
        User.objects.filter(pk=user.pk).update(username=username)
        assert (code, "tip_inspector") in known[username].grants
    assert demo.told() == []
    demo.open_tips(as_of)
    wrapped = (tmp_path / "demo-keys" / "ministry.tips.age").read_bytes()
    identity = x25519.Identity.from_str(pyrage.passphrase.decrypt(wrapped, demo.PASSPHRASE).decode())
    wall.enter("1.")
    assert {make.read(tip.sealed, identity)["official"] for tip in Tip.objects.all()} == {True}
    assert facts.month(date(2026, 4, 1), province="30").provinces["30"].districts["3014"] == 6
    assert demo.PASSPHRASE in demo.told()[0]
