"""The controls of our forms, drawn by one function each: a page has forty, and a template takes ten times as long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Django's own, which is asked for the rarer widgets only."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Return the markup that the template of this name would give."""
        draw = _DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def shown(value: object) -> str:
    """Return a value as markup, escaped unless it is markup already: `conditional_escape` in a third of the time."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {shown(name)}" if value is True else f' {shown(name)}="{shown(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = widget["value"]
    given = "" if value is None else f' value="{shown(value)}"'
    return f'<input type="{widget["type"]}" name="{shown(widget["name"])}"{given}{_attributes(widget)}>'


def _choice(widget: Widget) -> str:
    drawn = _input(widget)
    if not widget["wrap_label"]:
        return drawn
    of = f' for="{shown(widget["attrs"]["id"])}"' if widget["attrs"].get("id") else ""
    return f"<label{of}>{drawn} {shown(widget['label'])}</label>"


def _textarea(widget: Widget) -> str:
    words = shown(widget["value"] or "")
    # A browser drops the first line break, and would drop one that was typed.
    return f'<textarea name="{shown(widget["name"])}"{_attributes(widget)}>\n{words}</textarea>'


def _select(widget: Widget) -> str:
    drawn = []
    for group, options, _index in widget["optgroups"]:
        inside = "".join(f"\n  {_option(one)}\n" for one in options)
        drawn.append(f'\n  <optgroup label="{shown(group)}">{inside}\n  </optgroup>' if group else inside)
    name = shown(widget["name"])
    return f'<select name="{name}"{_attributes(widget)}>{"".join(drawn)}\n</select>'


def _option(widget: Widget) -> str:
    value, label = shown(widget["value"]), shown(widget["label"])
    return f'<option value="{value}"{_attributes(widget)}>{label}</option>'


_INPUTS = (
    "input", "text", "number", "email", "url", "tel", "search", "password", "hidden", "date", "datetime", "time",
    "file", "checkbox",
)  # fmt: skip
_DRAWN: dict[str, Callable[[Widget], str]] = {
    f"django/forms/widgets/{name}.html": draw
    for name, draw in (
        *((name, _input) for name in _INPUTS), ("radio_option", _choice), ("checkbox_option", _choice),
        ("textarea", _textarea), ("select", _select),
    )
}  # fmt: skip
