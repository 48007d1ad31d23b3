"""The public pages: one address, one title, what is done said in the form. Each works without script.

Nothing here logs, counts or audits; a Problem is shown beside its field and what was typed stays.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import json
from collections.abc import Callable, Iterable
from functools import cache, wraps
from importlib.resources import files as packaged
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.kernel.routes import public
from tidtam.thai.dates import long_date
from tidtam.tips import cleaning, clock, gates
from tidtam.tips.actions import sending
from tidtam.tips.actions.sending import Enclosed, Sheet
from tidtam.tips.choices import FileRole, Happens, Kind
from tidtam.tips.forms import lane as forms
from tidtam.tips.forms.lane import Typed
from tidtam.tips.forms.script import words
from tidtam.tips.middleware import CSS
from tidtam.tips.models import RecipientKey
from tidtam.tips.queries import lane, recipients
from tidtam.tips.rules import receipts
from tidtam.tips.rules.words import MOST_FILES

_WHY = "the tip lane: nobody who comes here is known"
_SCRIPT = "static/dist/tip.js"
View = Callable[[HttpRequest, Typed], HttpResponse]


def _page(name: str, form: Typed, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "css": CSS, "typed": form.values, "wrong": form.wrong, "kind": form.kind, "official": form.official,
        "had_files": bool(form.files), "lang": translation.get_language(), "onion": settings.TIPS_ONION,
        "escrow": recipients.escrow_stands,  # asked only by the pages that speak of it
        **more,
    }  # fmt: skip
    response = HttpResponse(render_to_string(f"tips/lane/{name}.html", context), status=status)
    if status == 503:
        response.headers["Retry-After"] = "10"
    return response


def _status(problem: Problem) -> int:
    if isinstance(problem, gates.Busy):
        return 503
    return 404 if isinstance(problem, Missing) else 409 if isinstance(problem, Conflict) else 422


def _spoken(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in the language the form says; there is no cookie to say it."""

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        said = request.POST.get("l") or request.GET.get("l")
        with translation.override("en" if said == "en" else "th"):
            return view(request)

    return answered


@csrf_exempt  # no cookie to forge with: the middleware asks the browser where the form comes from
@require_http_methods(["GET", "HEAD", "POST"])
@public(_WHY)
@_spoken
def page(request: HttpRequest) -> HttpResponse:
    """Answer at the one address."""
    form = forms.typed(request)
    return _DOING.get(request.POST.get("do", "home"), home)(request, form)


def home(_request: HttpRequest, form: Typed, status: int = 200, places: Any = (), near: Any = ()) -> HttpResponse:
    """Show the first page: what was seen, where; and the door for whoever comes back."""
    kinds = [(kind.value, kind.label) for kind in Kind if kind != Kind.OFFICIAL]
    carried = [(name, form[name]) for name in forms.CARRIED if form[name]]
    return _page(
        "home", form, status, kinds=kinds, provinces=lane.provinces(), places=places, near=near, carried=carried
    )


def place(request: HttpRequest, form: Typed) -> HttpResponse:
    """Take the first page; ask which place when several are called so, else show the second page."""
    places = forms.check_place(form)
    if not form.fine and form["subdistrict"] and {"district", "subdistrict"} & form.wrong.keys():
        return home(request, form, 422, near=lane.places_like(form["province"], form["district"], form["subdistrict"]))
    if not form.fine or len(places) != 1:
        return home(request, form, 200 if form.fine else 422, places=places if len(places) > 1 else ())
    form.values["area"] = places[0].code
    return _tell(request, form)


def _tell(request: HttpRequest, form: Typed, status: int = 200) -> HttpResponse:
    where = lane.place(form["area"])
    if where is None:
        form.wrong.setdefault("province", _("เลือกจังหวัดที่เกิดเหตุ"))
        return home(request, form, 422)
    units = lane.units_near(where.code) if form.official else []
    return _page("tell", form, status, where=where, units=units, happens=Happens.choices, most=MOST_FILES)


def keys(_request: HttpRequest, form: Typed) -> HttpResponse:
    """Answer a browser that seals: the public keys of whoever will read this tip."""
    try:
        unit = sending.unit_for(forms.asked(form))
    except Problem as problem:
        return _json({"wrong": _(problem.message)}, 422)
    return _json({"keys": _told_of(recipients.keys_of(unit.id))})


def _told_of(keys: Iterable[RecipientKey]) -> list[dict[str, str]]:
    return [{"id": str(key.pk), "key": key.public_key} for key in keys]


def _listed(keys: Iterable[RecipientKey]) -> str:
    return json.dumps(_told_of(keys))


def _json(value: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(value, ensure_ascii=False), status=status, content_type="application/json")


def send(request: HttpRequest, form: Typed) -> HttpResponse:
    """Take a tip: sealed by the browser, or sealed here before anything is stored."""
    sealed = _sealed_words(request)
    forms.check_words(form, sealed=sealed is not None)
    if "kind" in form.wrong:
        return home(request, form, 422)
    if not form.fine or lane.place(form["area"]) is None:
        return _tell(request, form, 422)
    try:
        gates.tips.take()
        ticket = sending.new_ticket()
        asked = forms.asked(form)
        contact = _sealed_part(request, "sealed_contact")
        if contact is None and form["reach"] == "yes" and form["contact"]:
            contact = Sheet(form["contact"].encode())
        sent = sending.send(
            ticket=ticket,
            asked=asked,
            words=sealed or Sheet(forms.words(form)),
            contact=contact,
            files=_files(request, form, sealed=sealed is not None),
            for_keys=_for_keys(request) if sealed else None,
            today=clock.today(),
        )
    except Problem as problem:
        form.say(problem, "all")
        return _tell(request, form, _status(problem))
    return _sent(form, sent)


def _sent(form: Typed, sent: sending.Sent) -> HttpResponse:
    card = segno.make(sent.receipt, error="m", micro=False)
    picture = card.svg_inline(scale=4, border=3, svgclass="qr", lineclass=None, omitsize=False)
    inspected = sent.unit.level == "ministry" or form.official
    return _page("sent", form, number=receipts.grouped(sent.receipt).split(), card=picture, inspected=inspected)


def follow(request: HttpRequest, form: Typed) -> HttpResponse:
    """Show what a receipt opens; a wrong and an expired one show the same."""
    try:
        receipt = receipts.read(form["receipt"])
        return _opened(form, receipt)
    except Problem as problem:
        form.say(problem, "receipt")
        if not isinstance(problem, gates.Busy):  # a number that may be right need not be typed again
            form.values["receipt"] = ""
        return home(request, form, _status(problem))


def _opened(form: Typed, receipt: str, *, added: bool = False, status: int = 200) -> HttpResponse:
    gates.guesses.take()
    found = lane.open_receipt(receipt, today=clock.today())
    if found is None:
        raise sending.unknown()
    questions = [(long_date(one.day), one.text) for one in found.questions]
    return _page(
        "follow", form, status, found=found, questions=questions, receipt=receipt, added=added, most=MOST_FILES,
        keys=_listed(recipients.keys_of(found.office_id)),
    )  # fmt: skip


def add(request: HttpRequest, form: Typed) -> HttpResponse:
    """Take what somebody adds to the tip of a receipt."""
    try:
        receipt = receipts.read(form["receipt"])
        sealed = _sealed_words(request)
        if sealed is None and not form["text"]:
            form.wrong["text"] = _("พิมพ์คำตอบหรือสิ่งที่อยากบอกเพิ่ม")
        forms.check_files(form)
        if not form.fine:
            return _opened(form, receipt, status=422)
        gates.guesses.take()
        found = lane.open_receipt(receipt, today=clock.today())
        if found is None:
            raise sending.unknown()
        try:
            sending.add(
                receipt=receipt, office_id=found.office_id, words=sealed or Sheet(form["text"].encode()),
                files=_files(request, form, sealed=sealed is not None), today=clock.today(),
                for_keys=_for_keys(request) if sealed else None,
            )  # fmt: skip
        except Missing:
            raise
        except Problem as problem:
            form.say(problem, "text")
            return _opened(form, receipt, status=_status(problem))
        form.values["text"] = ""
        return _opened(form, receipt, added=True)
    except gates.Busy as busy:
        form.say(busy, "all")
        keys = _listed(recipients.keys_named(_for_keys(request)))  # the next press seals as the last one did
        return _page("follow", form, 503, found=None, questions=[], receipt=form["receipt"], most=MOST_FILES, keys=keys)
    except Problem as problem:
        form.say(problem, "receipt")
        form.values["receipt"] = ""
        return home(request, form, _status(problem))


def _sealed_part(request: HttpRequest, name: str) -> Sheet | None:
    """Return what a browser sealed. Errors: none; what is no base 64 counts as nothing."""
    raw = request.POST.get(name, "")
    if not raw:
        return None
    try:
        return Sheet(base64.b64decode(raw, validate=True), sealed=True)
    except (binascii.Error, ValueError):
        return None


def _sealed_words(request: HttpRequest) -> Sheet | None:
    return _sealed_part(request, "sealed")


def _for_keys(request: HttpRequest) -> list[str]:
    return [one for one in request.POST.get("for", "").split(",") if one]


def _files(request: HttpRequest, form: Typed, *, sealed: bool) -> list[Enclosed]:
    """Return the files as they will be stored: sealed by the browser, or cleaned here.

    Errors: the Problems of `cleaning.clean`, unless the original is to be kept.
    """
    found: list[Enclosed] = []
    told = forms.kinds(request) if sealed else []
    number = 0
    for at, one in enumerate(form.files):
        content, said = one.read(), told[at] if at < len(told) else ""
        how, _mark, kind = said.rpartition("-")
        number += how != "original"  # an original follows its clean twin and has its number; "only" has no twin
        if kind in forms.SEALED_KINDS and how in ("", "original", "only"):
            role = FileRole.ORIGINAL if how else FileRole.CLEAN
            found.append(Enclosed(number, kind, Sheet(content, sealed=True), role))
            continue
        try:
            found.append(_cleaned(number, content))
        except Problem as problem:
            if form["keep"] != "yes" or isinstance(problem, gates.Busy):
                raise
        if form["keep"] == "yes":
            found.append(Enclosed(number, cleaning.kind_of(content) or "bin", Sheet(content), FileRole.ORIGINAL))
    return found


def _cleaned(number: int, content: bytes) -> Enclosed:
    out, kind = cleaning.clean(content)
    return Enclosed(number, kind, Sheet(out))


@require_safe
@public(_WHY)
def script(request: HttpRequest) -> HttpResponse:
    """Give the script that seals in the browser, compressed where the browser takes it."""
    plain, small = _scripts()
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(small if packed else plain, content_type="text/javascript; charset=utf-8")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


@cache
def _scripts() -> tuple[bytes, bytes]:
    found = packaged("tidtam.ui").joinpath(_SCRIPT)
    says = {}
    for language in ("th", "en"):
        with translation.override(language):
            says[language] = words()
    said = f"globalThis.tidtamSays={json.dumps(says, ensure_ascii=False)};\n".encode()
    plain = said + found.read_bytes() if found.is_file() else b""
    return plain, gzip.compress(plain, mtime=0)


def nothing(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer at an address that is none."""
    with translation.override("th"):
        return _page("nothing", Typed({}), 404)


def broken(_request: HttpRequest) -> HttpResponse:
    """Answer when something failed: nothing was stored."""
    with translation.override("th"):
        return _page("nothing", Typed({}), 500, failed=True)


_DOING: dict[str, View] = {
    "home": home, "place": place, "keys": keys, "send": send, "open": follow, "add": add,
}  # fmt: skip
