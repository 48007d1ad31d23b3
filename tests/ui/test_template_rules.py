"""What no template of the house may hold: checked on the files themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

SRC = Path(__file__).resolve().parents[2] / "src" / "tidtam"
TEMPLATES = sorted(SRC.glob("*/templates/**/*.html"))
SHEETS = sorted(path for path in SRC.glob("*/static/**/*.css") if "dist" not in path.parts)

BANNED = {
    "Django's date filter (use thai_date)": re.compile(r"\|\s*(?:date|time)\b(?!_)"),
    "a style attribute (the policy forbids it)": re.compile(r"[\s\"']style\s*="),
    "a style element": re.compile(r"<style\b"),
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)"),
    "a handler in an attribute": re.compile(r"\son(?:click|change|submit|load|input|error)\s*="),
    "another host": re.compile(r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//"),
    "hx-on, which needs eval": re.compile(r"\bhx-on\b"),
}

# The lane of tips answers a page in one request: its sheet stands in the page, and its policy names the sheet's digest.
OWN_SHEET = "tips/templates/tips/lane/base.html:9"


@pytest.mark.parametrize("what", BANNED)
def test_no_template_holds(what):
    found = [
        f"{path.relative_to(SRC)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if BANNED[what].search(line)
    ]
    assert not [place for place in found if what != "a style element" or place != OWN_SHEET], f"{what}: {found}"


def test_no_sheet_cuts_thai_words_or_asks_another_host():
    rules = re.compile(r"overflow-wrap\s*:\s*anywhere|word-break\s*:\s*break-all|text-overflow|https?://|@import")
    without_comments = {path: re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S) for path in SHEETS}
    assert SHEETS
    assert not [path.name for path, text in without_comments.items() if rules.search(text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SRC)))
def test_every_template_compiles(path):
    name = str(path).split("/templates/", 1)[1]
    assert engines["django"].get_template(name)


def test_every_icon_a_template_names_exists():
    from tidtam.ui.icons import icon_paths

    named = {
        (name, path.name)
        for path in TEMPLATES
        for name in re.findall(r"{%\s*icon\s+\"([a-z0-9-]+)\"", path.read_text(encoding="utf-8"))
    }
    assert not [pair for pair in named if pair[0] not in icon_paths()]
