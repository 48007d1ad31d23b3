"""English stands beside every Thai sentence of our templates."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from pathlib import Path

from tidtam.ui.messages import compile_all

SRC = Path(__file__).resolve().parents[2] / "src" / "tidtam"
CATALOGUE = SRC / "locale/en/LC_MESSAGES/django.po"
SAMPLE = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#, fuzzy
msgid "ผิด"
msgstr "wrong"

msgctxt "เมนู"
msgid "เปิด"
msgstr "Open"
msgid "ต่อ"
msgstr "on \"and\" "
"on"

msgid "%d เรื่อง"
msgid_plural "%d เรื่อง "
msgstr[0] "%d item"
msgstr[1] "%d items"

msgid "ว่าง"
msgstr ""
"""
ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', re.M)


def _catalogue() -> dict[str, str]:
    def joined(lines: str) -> str:
        return "".join(part.replace('\\"', '"') for part in re.findall(r'"(.*)"', lines))

    return {joined(one): joined(two) for one, two in ENTRY.findall(CATALOGUE.read_text(encoding="utf-8"))}


def test_every_thai_sentence_of_the_components_has_its_english():
    known = _catalogue()
    asked: set[str] = set()
    for path in (SRC / "ui/templates").glob("**/*.html"):
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r'{%\s*translate\s+"([^"]+)"', text)) | set(re.findall(r'_\("([^"]+)"\)', text))
    thai = {sentence for sentence in asked if re.search("[ก-๙]", sentence)}
    assert thai
    assert not {sentence for sentence in thai if not known.get(sentence)}


def test_no_translation_is_empty_doubtful_or_loses_a_value():
    text = CATALOGUE.read_text(encoding="utf-8")
    assert "#, fuzzy" not in text
    for thai, english in _catalogue().items():
        if thai:
            assert english, thai
            assert sorted(re.findall(r"%\(\w+\)s", thai)) == sorted(re.findall(r"%\(\w+\)s", english)), thai


def test_our_compiler_says_what_gettext_says(tmp_path):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(SAMPLE, encoding="utf-8")
    assert compile_all(tmp_path) == 1
    with (folder / "django.mo").open("rb") as file:
        spoken = GNUTranslations(file)
    assert spoken.gettext("ต่อ") == 'on "and" on'
    assert spoken.pgettext("เมนู", "เปิด") == "Open"
    assert spoken.ngettext("%d เรื่อง", "%d เรื่อง ", 1) == "%d item"
    assert spoken.ngettext("%d เรื่อง", "%d เรื่อง ", 3) == "%d items"
    assert spoken.gettext("ผิด") == "ผิด"
    assert spoken.gettext("ว่าง") == "ว่าง"
