"""English stands beside every Thai sentence that pages can show."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "src/tidtam/locale/en/LC_MESSAGES/django.po"
VALUES = re.compile(r"%\(\w+\)s|\{\w+\}")


def _collector() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def _english() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for message in _catalogue():
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        said = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if ids[0]:
            found[ids[0]] = list(said)
    return found


def test_every_sentence_of_the_python_files_has_its_english():
    collector, known = _collector(), _english()
    asked = {one: path for path in collector.python_files() for kind in collector.of_python(path) for one in kind}
    assert len(asked) > 300
    assert {one: path.name for one, path in asked.items() if not all(known.get(one) or [""])} == {}


def test_every_sentence_of_the_templates_has_its_english():
    collector, known = _collector(), _english()
    asked = {one: path for path in sorted(collector.SOURCE.rglob("*.html")) for one in collector.of_template(path)}
    assert len(asked) > 300
    assert {one: path.name for one, path in asked.items() if not all(known.get(one) or [""])} == {}


def test_no_translation_is_empty_doubtful_left_over_or_loses_a_value():
    catalogue = _catalogue()
    assert not catalogue.obsolete
    for message in catalogue:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        said = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        for english in said:
            assert english, ids[0]
            assert sorted(VALUES.findall(ids[0])) == sorted(VALUES.findall(english)), ids[0]


def test_the_collector_sees_each_kind_of_mark(tmp_path):
    collector = _collector()
    python, template = tmp_path / "a.py", tmp_path / "a.html"
    python.write_text('_("หนึ่ง")\nProblem("a.b", "สอง", field="x")\nngettext("สาม", "สี่", 2)\nsay("ห้า")\n_now("หก")\n')
    template.write_text(
        '{% load i18n %}{% translate "หนึ่ง" %}{{ a|default:_("สอง") }}'
        "{% blocktranslate with n=a %}สาม {{ n }}{% endblocktranslate %}สี่"
        '{% translate "ห้า" context "of fingers" %}'
    )
    assert collector.of_python(python) == ({"หนึ่ง", "สาม"}, {"สอง", "หก"})
    assert collector.of_template(template) == {"หนึ่ง", "สอง", "สาม %(n)s", "ห้า"}
