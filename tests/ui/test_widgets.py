"""The controls we draw ourselves say what the framework's own templates say."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from tidtam.ui.widgets import Renderer

SHARP = '<b a="1">&\'</b>'
CHOICES = [("", _("ประเภทเรื่อง")), (1, SHARP), ("2", mark_safe("<i>ขีด</i>"))]


class Everything(forms.Form):
    line = forms.CharField(help_text="ดู", max_length=30)
    free = forms.CharField(required=False, widget=forms.TextInput(attrs={"x-a": SHARP, "hidden": False, "list": True}))
    lines = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    number = forms.IntegerField(min_value=1, max_value=9)
    mail = forms.EmailField(disabled=True)
    secret = forms.CharField(widget=forms.PasswordInput)
    unseen = forms.CharField(widget=forms.HiddenInput)
    day = forms.DateField()
    file = forms.FileField(widget=forms.FileInput(attrs={"accept": "image/png"}))
    kept = forms.FileField()
    tick = forms.BooleanField(required=False)
    one = forms.ChoiceField(choices=CHOICES)
    grouped = forms.ChoiceField(choices=[(SHARP, CHOICES[1:]), ("x", "y")])
    several = forms.MultipleChoiceField(choices=CHOICES)
    radio = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    ticks = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)


TYPED = dict.fromkeys(Everything.base_fields, SHARP) | {
    "lines": f"\n{SHARP}\n", "tick": "on", "one": "1", "several": ["1", "2"], "radio": "1", "ticks": ["2"],
}  # fmt: skip


@pytest.mark.parametrize("given", [{}, {"data": TYPED}, {"initial": TYPED}], ids=["empty", "typed", "begun"])
@pytest.mark.parametrize("name", Everything.base_fields)
def test_a_control_is_the_one_of_the_framework(name, given):
    ours, theirs = (Everything(**given, renderer=renderer())[name] for renderer in (Renderer, DjangoTemplates))
    assert _tight(str(ours)) == _tight(str(theirs))
    assert [_tight(str(one)) for one in ours] == [_tight(str(one)) for one in theirs]
    assert [_tight(one.tag()) for one in ours] == [_tight(one.tag()) for one in theirs]


def test_words_are_said_in_the_language_of_the_reader():
    said = {}
    for language in ("th", "en", "th"):
        with translation.override(language):
            said.setdefault(language, set()).add(str(Everything()["one"]))
    assert len(said["th"]) == 1
    assert said["th"] != said["en"]


def _tight(markup: str) -> str:
    return re.sub(r">\s+<", "><", markup).replace(">\n ", "> ")
