"""Collects the sentences people see into the catalogue of translations; the message ids are Thai.

Besides gettext's own marks it takes `_now` (gettext beside a lazy `_`), the sentence of a Problem or of a
ValueError, a role's title, a move's label and a column of our own forms: those rooms know no language, the pages
translate them as they show them. A new sentence stands empty until somebody writes its English.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "tidtam"
# The terminal speaks Thai (with a few English words), the demo is data.
TERMINAL = ("cli", "config", "demo")
MARKED = {
    "_now": 0, "Problem": 1, "NotAllowed": 1, "Missing": 1, "Conflict": 1, "_bad": 1, "Role": 1, "Move": 3, "_fact": 1,
    "_text": 1, "_equal": 2, "_at_most": 2, "Entry": 1, "ValueError": 0,
}  # fmt: skip
GETTEXT = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"})
_THAI = re.compile("[\u0e01-\u0e5b]")
_CALL = re.compile(r"""\b(?:_|n?gettext|pgettext\(u?'[^']*')[(,] ?u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def of_python(path: Path) -> tuple[set[str], set[str]]:
    """Return the Thai sentences of a Python file: those gettext finds by itself, and those of our own marks."""
    known: set[str] = set()
    ours: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            if _name(node) in GETTEXT:
                known.add(_text(node.args[0]))
            elif len(node.args) > MARKED.get(_name(node), 99):
                ours.add(_text(node.args[MARKED[_name(node)]]))
    return {one for one in known if _THAI.search(one)}, {one for one in ours if _THAI.search(one)}


def of_template(path: Path) -> set[str]:
    """Return the Thai sentences of a template as gettext sees them."""
    from django.utils.translation.template import templatize

    seen = _CALL.findall(templatize(path.read_text(encoding="utf-8"), origin=str(path)))
    return {text for one in seen if _THAI.search(text := ast.literal_eval(one))}


def python_files() -> Iterator[Path]:
    """Return the files whose sentences pages may show."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path.relative_to(SOURCE).parts[0] not in TERMINAL:
            yield path


def main() -> None:
    """Write every sentence into the catalogue, keeping the English that stands there."""
    import django
    from django.core.management import call_command
    from django.core.management.commands import makemessages

    django.setup()
    ours = sorted({one for path in python_files() for one in of_python(path)[1]})
    beside = SOURCE / "collected_sentences.py"
    beside.write_text("".join(f"gettext_noop({one!r})\n" for one in ours), encoding="utf-8")
    makemessages.Command.msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
    try:
        call_command("makemessages", locale=["en"], no_location=True, no_wrap=True, no_obsolete=True, verbosity=0)
    finally:
        beside.unlink()


if __name__ == "__main__":
    main()
