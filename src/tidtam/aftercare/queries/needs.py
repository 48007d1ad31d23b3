"""Reads of the needs that stand beside cases."""

from __future__ import annotations

from collections.abc import Sequence

from tidtam.aftercare.models import CaseNeed


def needs_of(cases: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return (need id, case id, code) of the needs of cases in the open scope, by number. Shape: 1 query."""
    return list(
        CaseNeed.objects.filter(case_id__in=cases).order_by("need_id").values_list("need_id", "case_id", "code")
    )
