"""Fixed sentences of templates are said once per language, as the tag itself says them."""

from __future__ import annotations

from django.template.loader import get_template
from django.utils import translation

from tidtam.ui import templating


def test_a_template_stands_once_for_each_language() -> None:
    with translation.override("th"):
        thai = get_template("ui/scale.html").template
        assert get_template("ui/scale.html").template is thai
    with translation.override("en"):
        assert get_template("ui/scale.html").template is not thai


def test_fixed_sentences_are_said_and_others_left_to_the_tag() -> None:
    source = '<b>{% translate "ทีม" %}</b>{% translate word %}{% translate "ทีม" as team %}{% translate "ร้อยละ 5%" %}'
    with translation.override("th"):
        said = templating._FIXED.sub(templating._said, source)
    assert said == '<b>ทีม</b>{% translate word %}{% translate "ทีม" as team %}ร้อยละ 5%'
    with translation.override("en"):
        assert "ทีม</b>" not in templating._FIXED.sub(templating._said, source)
