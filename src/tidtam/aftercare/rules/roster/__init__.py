"""The roster of a finished cohort: any file a centre has, read to rows, every row checked. No database, no clock."""

from __future__ import annotations

from tidtam.aftercare.rules.roster.checking import RowResult, check
from tidtam.aftercare.rules.roster.columns import COLUMNS, REQUIRED
from tidtam.aftercare.rules.roster.table import Row, Sheet, read
from tidtam.aftercare.rules.roster.template import template

__all__ = ["COLUMNS", "REQUIRED", "Row", "RowResult", "Sheet", "check", "read", "template"]
