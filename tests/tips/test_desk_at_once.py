"""Two at the same moment: one contact, one pair of last keys, one escrow; and who may come in at all."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.factories import tips as make
from tests.factories.actors import NOW, member

from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem
from tidtam.tips.actions import contact, keys
from tidtam.tips.models import ContactOpening, RecipientKey


def at_once(scope: str, *acts: Callable[[], object]) -> list[str]:
    """Run acts in threads of their own that begin together; what each came to: "" or the code of its problem."""
    start, found = threading.Barrier(len(acts)), [""] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            with wall.scope(scope):
                start.wait(20)
                act()
        except Problem as problem:
            found[number] = problem.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(found)


def test_of_two_at_once_one_opens_and_one_key_stays(committed_db):
    with wall.scope("1."):
        askers = [make.inspector(name="ก"), make.inspector(name="ข")]
        seconds = [make.inspector(role="tip_second") for _ in range(2)]
        held = [make.key(by)[0] for by in askers]
        tip, _receipt = make.tip(contact="081-234-5678")

    def ask(by: Actor) -> Callable[[], object]:
        return lambda: contact.ask(tip=tip, why="danger", reason="ก", by=by, at=NOW)

    assert at_once("1.", *map(ask, askers)) == ["", "tips.opening_waits"]
    with wall.scope("1."):
        opening = ContactOpening.objects.get()

    def decide(by: Actor, agree: bool) -> Callable[[], object]:
        return lambda: contact.decide(opening=opening, agree=agree, by=by, at=NOW)

    assert at_once("1.", decide(seconds[0], True), decide(seconds[1], False)) == ["", "tips.opening_decided"]

    def revoke(by: Actor, key: RecipientKey) -> Callable[[], object]:
        return lambda: keys.revoke(key=key, reason="ย้าย", by=by, at=NOW)

    assert at_once("1.", *[revoke(by, key) for by, key in zip(askers, held, strict=True)]) == ["", "tips.last_key"]


@pytest.mark.django_db
def test_who_reads_tips_came_in_with_a_passkey():
    """No second factor, a code, a passkey that was not used this time: none of them opens the desk."""
    user, _grant = member("MOI", "tip_inspector")
    client, page, wanted = Client(), reverse("tipdesk:desk"), reverse("accounts:second_factor")
    client.force_login(user)
    assert client.get(page).headers["Location"] == wanted
    assert "เพิ่มพาสคีย์ของเครื่องนี้" in client.get(wanted).content.decode()
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    assert client.get(page).headers["Location"] == wanted
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "โทรศัพท์", "credential": {}})
    assert client.get(page).headers["Location"] == wanted
    assert reverse("mfa_reauthenticate_webauthn") in client.get(wanted).content.decode()
    session = client.session
    signing_in = RequestFactory().get("/")
    signing_in.session, signing_in.user = session, user
    for kind, status in (("totp", 302), ("webauthn", 200)):
        record_authentication(signing_in, user, "mfa", type=kind)
        session.save()
        assert client.get(page).status_code == status
    assert client.get(wanted).status_code == 302
