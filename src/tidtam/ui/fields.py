"""The fields of a form on a page: label, hint, control, error beside it. Drawn here, for some pages have fifty."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tidtam.ui.widgets import shown

Icon = Callable[..., SafeString]  # name and class of an icon of the page -> its drawing


def fields(form: BaseForm, icon: Icon) -> SafeString:
    """Draw the summary of errors, the hidden fields and every visible field of a form."""
    hidden = map(str, form.hidden_fields())
    seen = (field(bound, icon) for bound in form.visible_fields())
    return mark_safe("".join([errors(form, icon), *hidden, *seen]))  # noqa: S308 (each part is markup)


def errors(form: BaseForm, icon: Icon) -> SafeString:
    """Draw one alert that counts the errors of a form and leads to each field; nothing when there is none."""
    if not form.errors:
        return SafeString("")
    parts = [f"<p><b>{shown(message)}</b></p>" for message in form.non_field_errors()]
    wrong = [(bound, bound.errors) for bound in form.visible_fields() if bound.errors]
    if wrong:
        told = shown(gettext("มี %(count)s ช่องที่ต้องแก้") % {"count": len(wrong)})
        parts.append(f'<p><b>{told}</b></p><ul class="s">')
        parts += [
            f'<li><a href="#{shown(bound.id_for_label)}">{shown(bound.label)}</a>: {shown(found[0])}</li>'
            for bound, found in wrong
        ]
        parts.append("</ul>")
    if not parts:
        return SafeString("")
    inside = "".join(parts)
    return mark_safe(  # noqa: S308 (each part is escaped)
        f'<div class="alert" role="alert">{icon("warning-octagon-f")}<div class="grow">{inside}</div></div>'
    )


def field(bound: BoundField, icon: Icon) -> SafeString:
    """Draw a field. Keeps what was typed; groups become big choices."""
    widget, wrong, name = bound.field.widget, bound.errors, bound.auto_id
    css = "field has-err" if wrong else "field"
    label = shown(bound.label)
    if not bound.field.required and not getattr(bound.field, "needed", False):
        label += f' <span class="opt">{shown(gettext("(ไม่บังคับ)"))}</span>'
    hint = f'<span class="hint" id="{name}_helptext">{shown(bound.help_text)}</span>'
    lines = [hint] if bound.help_text else []
    lines.append(_control(bound, icon))
    if wrong:
        said = "".join(f'<p class="err">{icon("warning-circle-f")}<span>{shown(one)}</span></p>' for one in wrong)
        lines.append(f'<div id="{name}_error">{said}</div>')
    if isinstance(widget, RadioSelect):
        described = bound.aria_describedby
        by = f' aria-describedby="{shown(described)}"' if described else ""
        lines = [f'<fieldset class="{css}"{by}><legend>{label}</legend>', *lines, "</fieldset>"]
    else:
        if not isinstance(widget, CheckboxInput):
            lines.insert(0, f'<label for="{shown(bound.id_for_label)}">{label}</label>')
        lines = [f'<div class="{css}">', *lines, "</div>"]
    return mark_safe("\n".join(lines))  # noqa: S308 (each part is escaped)


def _control(bound: BoundField, icon: Icon) -> str:
    widget = bound.field.widget
    if isinstance(widget, RadioSelect):  # tick boxes of several too
        box = "choice box" if isinstance(widget, CheckboxSelectMultiple) else "choice"
        drawn = [
            f'<label class="{box}" for="{shown(one.id_for_label)}">{one.tag()}'
            f"<span>{shown(one.choice_label)}</span></label>"
            for one in bound
        ]
        return f'<div class="choices{" two" if len(drawn) == 2 else ""}">{"".join(drawn)}</div>'
    if isinstance(widget, CheckboxInput):
        label = shown(bound.label)
        return f'<label class="choice box" for="{shown(bound.id_for_label)}">{bound}<span>{label}</span></label>'
    if isinstance(widget, FileInput) and bound.field.required:
        # A file that must be given has an area to drop it on; the browser itself says when it has one.
        told = shown(gettext("วางไฟล์ที่นี่ หรือกดเพื่อเลือก"))
        return f'<div class="drop-area">{icon("file-arrow-up", "big")}<b>{told}</b>{bound}</div>'
    return str(bound)
