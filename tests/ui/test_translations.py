"""English stands beside every Thai sentence of our templates."""

from __future__ import annotations

import re
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src" / "tidtam"
CATALOGUE = SRC / "locale/en/LC_MESSAGES/django.po"
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
