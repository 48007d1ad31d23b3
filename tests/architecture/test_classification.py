"""Every column of ours says whether it is about a person."""

from __future__ import annotations

import pytest
from django.apps import apps

KINDS = {"plain", "personal", "sensitive", "secret"}
MODELS = [model for model in apps.get_models() if model.__module__.startswith("tidtam.")]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_classified(model):
    classification = getattr(model, "classification", {})
    fields = {field.name for field in model._meta.concrete_fields}
    assert fields - set(classification) == set(), "say plain or personal for each"
    assert set(classification) - fields == set(), "no such fields"
    assert set(classification.values()) <= KINDS
