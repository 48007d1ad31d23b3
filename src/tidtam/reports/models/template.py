"""Report templates as data, with versions. The same for everyone; nobody's figures."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office
from tidtam.reports.choices import FormState
from tidtam.reports.rules.form import Form


class Template(models.Model):
    """A report form under one name; its versions say what stands in it."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "code": "plain", "title": "plain", "owner_office": "plain",
        "made_at": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    code = models.CharField(max_length=12, unique=True)  # R2, R4, …: as the letters' forms are called in the house
    title = models.CharField(max_length=200)
    owner_office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def spoken(self) -> str:
        """Return the title in the language of the page, where the house has words for it."""
        return gettext(self.title)


class TemplateVersion(models.Model):
    """One version of a form. A published one never changes; it holds for periods that end on or after `valid_from`."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "template": "plain", "no": "plain", "state": "plain", "form": "plain", "valid_from": "plain",
        "note": "plain", "made_at": "plain", "made_by": "plain", "made_name": "plain", "published_at": "plain",
        "version": "plain",
    }  # fmt: skip

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    no = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=FormState.choices, default=FormState.DRAFT)
    form = models.JSONField()
    valid_from = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)  # the grant
    made_name = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["template_id", "no"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["template", "no"], name="reports_version_once"),
            models.UniqueConstraint(
                fields=["template", "valid_from"], condition=Q(state=FormState.PUBLISHED), name="reports_version_from"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.no}"

    @property
    def value(self) -> Form:
        """Return the form as a value; reading one takes longer than a query, so the last ones read are kept."""
        return _read(json.dumps(self.form, ensure_ascii=False))


@lru_cache(maxsize=128)
def _read(form: str) -> Form:
    return Form.from_json(json.loads(form))
