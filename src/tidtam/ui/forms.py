"""Between forms and the one family of errors."""

from __future__ import annotations

from django.forms import BaseForm
from django.utils.translation import gettext

from tidtam.kernel.problem import Problem


def attach(form: BaseForm, problem: Problem) -> None:
    """Put a problem beside the field it names, or at the head of the form when the form has no such field."""
    name = problem.field if problem.field in form.fields else None
    if form.errors is not None:  # Reading the errors cleans the form, which add_error takes for granted.
        form.add_error(name, gettext(problem.message))
