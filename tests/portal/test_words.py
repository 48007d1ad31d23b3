"""What is said to citizens: nothing is promised, and an English page speaks English."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

import tidtam
from tidtam.assistance.forms.intake import read_annex
from tidtam.portal.forms.filing import TroubleForm

ROOM = Path(tidtam.__file__).parent
TO_CITIZENS = (
    *sorted((ROOM / "portal").rglob("*.html")), *sorted((ROOM / "portal").rglob("*.py")),
    *sorted((ROOM / "assistance" / "papers").glob("*.py")), ROOM / "assistance/templates/assistance/ticket.html",
)  # fmt: skip
# A right or a sum held out to somebody; that asking is no promise may be said.
PROMISE = re.compile(
    r"มีสิทธิ์?(?:ได้)?รับ|(?<!หมายความว่า)จะได้รับ(?!แจ้ง|เสมอไป)|ได้รับเงินแน่|ได้แน่นอน|รับรองว่าจะ|รับประกันว่า|อนุมัติให้แล้ว"
)


def sentences(path: Path) -> list[str]:
    """Return what a file may say: the text of a template, the strings of a module."""
    text = path.read_text()
    if path.suffix == ".html":
        return [text]
    return [one.value for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Constant) and type(one.value) is str]


def test_nothing_said_to_citizens_promises_an_entitlement():
    assert PROMISE.search("คุณมีสิทธิได้รับเงิน") and PROMISE.search("ท่านจะได้รับเงินภายใน 15 วัน")
    assert not PROMISE.search("การยื่นคำขอไม่ได้หมายความว่าจะได้รับเสมอไป")
    said = [(path.name, found[0]) for path in TO_CITIZENS for text in sentences(path)
            for found in [PROMISE.search(text)] if found]  # fmt: skip
    assert len(TO_CITIZENS) > 30 and said == []


def test_an_odd_neighbour_is_told_in_the_language_of_the_page():
    with translation.override("en"):
        form = TroubleForm({"neighbours": "@@@ 48/3"}, today=date(2026, 5, 21))
        (told,) = form.errors["neighbours"]
        with pytest.raises(Exception, match="@@@") as annex:
            read_annex("@@@, 48/3")
    for words in (str(told), str(annex.value)):
        assert not re.search("[ก-๙]", words), words
