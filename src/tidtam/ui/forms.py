"""Between forms and the one family of errors."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm, BoundField
from django.utils.translation import gettext

from tidtam.kernel.problem import Problem


def attach(form: BaseForm, problem: Problem) -> None:
    """Put a problem beside the field it names, or at the head of the form when the form has no such field."""
    name = problem.field if problem.field in form.fields else None
    if form.errors is not None:  # Reading the errors cleans the form, which add_error takes for granted.
        form.add_error(name, gettext(problem.message))


def give_back(request: Any, *forms: BaseForm) -> None:
    """Note what was typed and chosen as the page calls it, for the page that refuses the whole; nothing hidden."""
    shown = [(str(field.label), _shown(field)) for form in forms for field in form.visible_fields()]
    request.said = [(label, text) for label, text in shown if text]


def _shown(field: BoundField) -> str:
    value = field.value()
    values = [str(one) for one in (value if isinstance(value, list) else [value]) if one not in (None, "")]
    choices = getattr(field.field, "choices", ())
    known = {str(code): str(label) for code, label in choices if not isinstance(label, list | tuple)}
    return ", ".join(known.get(one, one) for one in values)
