"""Search in the registers of the office and of those below it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.letters import queries, rules
from tidtam.letters.forms import SearchForm
from tidtam.letters.models import Letter
from tidtam.letters.views.answers import page_of

_AROUND = 46


@dataclass(frozen=True)
class Hit:
    """A letter found, and where the words stand in it."""

    letter: Letter
    where: str
    before: str
    words: str
    after: str


def _hit(letter: Letter, text: str) -> Hit:
    term = next(iter(rules.fold(text).split()), "")
    places = (
        (_("เลขที่หนังสือ"), letter.number), (_("เรื่อง"), letter.subject), (_("จาก"), letter.issuer),
        (_("ถึง"), letter.addressee),
        (_("ข้อความ"), letter.text),
    )  # fmt: skip
    for where, words in places if term else ():
        plain = " ".join(words.split())
        at = rules.fold(plain).find(term)
        if at >= 0:
            end = at + len(term)
            return Hit(
                letter, where, ("…" if at > _AROUND else "") + plain[max(0, at - _AROUND) : at], plain[at:end],
                plain[end : end + _AROUND] + ("…" if len(plain) > end + _AROUND else ""),
            )  # fmt: skip
    return Hit(letter, "", "", "", "")


@needs(Permission.LETTERS_READ)
@require_safe
def search(request: OfficialRequest) -> HttpResponse:
    """Find letters by number in any digits, words, issuer and dates in พ.ศ.; secret letters are never found."""
    form = SearchForm(request.GET or None)
    context = {"form": form, "asked": False}
    if form.is_valid() and any(form.cleaned_data.values()):
        data = form.cleaned_data
        found = queries.search(
            request.actor, data["q"], issuer=data["issuer"], since=data["since"], until=data["until"]
        )
        page = page_of(found, request, 20)
        entries = queries.entries_of_letters(request.actor, [letter.pk for letter in page.object_list])
        context |= {
            "asked": True, "page": page, "count": page.paginator.count,
            "hits": [(_hit(letter, data["q"]), entries.get(letter.pk, [])) for letter in page.object_list],
        }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "letters/search.html", context, status=status)
