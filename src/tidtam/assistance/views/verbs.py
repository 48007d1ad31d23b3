"""Which verbs a request offers now, each with its form; the one obvious next stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.assistance.choices import IN_WORK, OPEN, Bucket, Code, RequestState, Track
from tidtam.assistance.forms.request import FORMS, begun
from tidtam.assistance.models import Delivery, Need, ReferenceRule, Request
from tidtam.assistance.queries import requests as asked
from tidtam.assistance.queries import twins
from tidtam.assistance.queries.announcing import days
from tidtam.assistance.queries.folder import Folder
from tidtam.assistance.rules import allowed, announce_until, announceable
from tidtam.assistance.transitions import REQUEST
from tidtam.assistance.views import phrasing
from tidtam.assistance.views.showing import baht_text
from tidtam.kernel.actor import Actor
from tidtam.thai.dates import long_date, short_date

S = RequestState


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page reads of a request once, and its forms use again."""

    needs: list[Need]
    words: asked.Words
    rule: ReferenceRule | None
    days: int  # an announcement hangs
    hangs: bool  # the name may hang on a board
    given: list[Delivery]  # what stands
    folder: Folder


def seen(found: Request) -> Seen:
    """Read a request for its page. Shape: 3 queries, a fourth without a rule of its own."""
    folder = Folder(found)
    may = announceable((need.code for need in folder.needs), found.door, found.category)
    until = days(folder.setting, [folder.rule])
    return Seen(folder.needs, asked.words(found), folder.rule, until, may, folder.standing, folder)


def form_of(
    found: Request, verb: str, today: date, have: Seen, *, data: Any = None, files: Any = None
) -> Any:  # fmt: skip
    """Return the form of a verb, bound when `data` is given."""
    more: dict[str, Any] = {"auto_id": f"{verb}_%s"} | _choices(found, verb, have, sent=data is not None)
    if data is not None:
        return FORMS[verb](data, files, **more)
    return FORMS[verb](initial=_initial(found, verb, today, have), **more)


def _named(needs: list[Need]) -> list[tuple[str, str]]:
    return [(str(need.pk), str(Code(need.code).label)) for need in needs]


def _given(one: Delivery) -> str:
    """Say what was given, how much and when, as one chooses it."""
    return " · ".join(part for part in (one.given, baht_text(one.amount_baht), short_date(one.on)) if part)


def _choices(found: Request, verb: str, have: Seen, *, sent: bool) -> dict[str, Any]:
    """Return what a form chooses from; one that was sent may name what ended meanwhile, and the action answers."""
    if verb == "merge":
        return _twins(found, have.folder.mergeable)
    if verb == "void_delivery":
        return {"given": [(one.public_id, _given(one)) for one in have.given]}
    if verb not in ("grant", "deliver", "reopen"):
        return {}
    needs = have.needs
    if verb == "reopen":
        ended = (Bucket.MET, Bucket.WITHDRAWN, Bucket.NOT_ELIGIBLE)
        return {"needs": _named([need for need in needs if need.bucket in ended])}
    still = _named([need for need in needs if sent or need.bucket in OPEN])
    if verb == "deliver":
        return {"needs": still, "urgent": found.track == Track.COMMITTEE and found.state in IN_WORK}
    return {"needs": still}


def _twins(found: Request, others: list[Request]) -> dict[str, Any]:
    """Return the requests one may be folded into; of another row of the register no more than what agrees."""
    into, certain = [], True
    for one in others:
        by = twins.same(found, one)
        certain = certain and by in twins.CERTAIN
        told = f"{one.shown} {one.title}"
        into.append((one.public_id, told if by == twins.ROW else f"{told} · {twins.BY[by]}"))
    return {"into": into, "certain": certain}


def _initial(found: Request, verb: str, today: date, have: Seen) -> dict[str, Any]:
    start = begun(today) | {"version": found.version}
    if verb == "announce":
        start["until"] = announce_until(today, have.days)
    elif verb == "assign":
        start |= {"division": found.division, "next_step": found.next_step, "due_on": found.due_on}
    elif verb == "amend":
        start |= {
            "title": found.title, "category": found.category, "track": found.track, "problem": have.words.problem,
            "wanted": have.words.wanted, "house_no": found.house_no, "moo": found.moo,
            "happened_on": found.happened_on, "household": found.household, "vulnerable": found.vulnerable,
        }  # fmt: skip
    elif verb == "deliver":
        still = [need.pk for need in have.needs if need.bucket in OPEN]
        start |= {"need": str(still[0])} if len(still) == 1 else {}
    elif verb == "void_delivery":
        start |= {"delivery": have.given[0].public_id} if len(have.given) == 1 else {}
    elif verb == "note_duplicates":
        start.pop("on", None)
    return start


def offered(
    actor: Actor, found: Request, today: date, have: Seen, *, verb: str = "", form: Any = None
) -> dict[str, Any]:  # fmt: skip
    """Return the verbs that fit state and right: `main` the obvious ones, `rest` the others, `waits` if others act.

    The verb that was refused stays, with what was typed, even when the state has moved on meanwhile.
    """
    first = _first(found, today, have)
    shown = []
    for name in FORMS:
        fits = allowed(name, found.state, found.track) and actor.may(REQUEST[name].permission)
        if (name == "close" and _hangs(found, today)) or (name == "announce" and not have.hangs):
            fits = False
        if not fits and name != verb:
            continue
        made = form if name == verb and form is not None else form_of(found, name, today, have)
        chosen_from = {"merge": "into", "void_delivery": "delivery"}.get(name)
        if chosen_from and name != verb and not made.fields[chosen_from].choices:
            continue
        shown.append(_offer(found, name, made, first, is_open=name == verb))
    main = [one for one in shown if one["main"]]
    return {
        "main": main, "rest": [one for one in shown if not one["main"]],
        "waits": "" if main else _waits(found, today),
    }  # fmt: skip


def _offer(found: Request, name: str, form: Any, first: tuple[str, ...], *, is_open: bool) -> dict[str, Any]:
    return {
        "verb": name, "label": _(REQUEST[name].label), "icon": phrasing.VERB_ICONS[name], "form": form,
        "main": name in first, "lead": name == first[0] if first else False, "open": is_open,
        "url": reverse("assistance:act", args=[found.public_id, name]),
        "danger": name in ("refuse", "withdraw", "merge", "void_delivery"),
    }  # fmt: skip


def _first(found: Request, today: date, have: Seen) -> tuple[str, ...]:
    """Return the verbs of the obvious next action, the most obvious first."""
    if phrasing.waits_for_decision(found):
        return ("grant",)
    step = phrasing.main_verb(found)
    if found.state == S.ANNOUNCED and _hangs(found, today):
        return ()
    if found.state == S.HELPED:
        return ("announce",) if have.hangs else ("close",)
    return (step,) if step else ()


def _hangs(found: Request, today: date) -> bool:
    """Say whether it hangs on a board today."""
    return found.state == S.ANNOUNCED and bool(found.announced_until and today <= found.announced_until)


def _waits(found: Request, today: date) -> str:
    """Say who acts now when the reader cannot."""
    if found.state == S.COMMITTEE or phrasing.waits_for_decision(found):
        return _("รอผู้บริหารหรือคณะกรรมการบันทึกผลพิจารณา")
    if _hangs(found, today) and found.announced_until:
        return _("ปิดประกาศถึง %(day)s แล้วจึงปิดเรื่องได้") % {"day": long_date(found.announced_until)}
    step = asked.next_step(found)
    return _("ผู้รับผิดชอบเรื่องต้อง%(step)s") % {"step": _(step.words)} if step else ""
