"""What the map reads: one point per thing shown, and counts of grid cells for those who see the whole country.

Rows are kept by triggers of the tables they come from (migration 0001), never by a page. They hold no name and nothing
exact that the thing itself does not show: people and requests stand at their tambon.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Layer(models.IntegerChoices):
    """What a point stands for."""

    ACTIVITY = 1, _("กิจกรรม")
    REQUEST = 2, _("คำขอรับความช่วยเหลือ")
    CASE = 3, _("ผู้ที่กำลังติดตาม")
    SIGN = 4, _("ป้ายแจ้งเบาะแส")


class MapPoint(models.Model):
    """One thing on the map: where (cell of the finest grid), when (its month), what kind; `ref` is its row's id."""

    scope_is_derived = True  # triggers move it along with the row it stands for
    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "layer": "plain", "ref": "plain", "scope_path": "plain", "area": "personal", "x": "plain",
        "y": "plain", "tile": "plain", "month": "plain", "kind": "plain",
    }  # fmt: skip

    layer = models.PositiveSmallIntegerField(choices=Layer.choices)
    ref = models.BigIntegerField()
    scope_path = models.TextField(db_collation="C")
    area = models.CharField(max_length=8, db_collation="C")
    x = models.IntegerField()  # cell of grid 16: 2^16 across the world, Web Mercator
    y = models.IntegerField()
    tile = models.IntegerField()  # cell of grid 10 as x * 1024 + y
    month = models.IntegerField()  # year * 12 + month - 1
    kind = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["layer", "ref"], name="console_point_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["layer", "tile"], include=["x", "y", "month", "kind", "scope_path"], name="console_point_tile"
            ),
            models.Index(
                fields=["layer", "scope_path"], include=["x", "y", "month", "kind", "area"], name="console_point_scope"
            ),
            models.Index(fields=["layer", "area"], include=["month", "kind", "scope_path"], name="console_point_area"),
        ]

    def __str__(self) -> str:
        return f"{self.layer}/{self.ref}"


class MapCell(models.Model):
    """How many points of a line of offices lie in a cell of a coarse grid in a month, and where their middle is.

    `scope_path` is that of the department (or of Bangkok), the first three steps: read by who sees a whole line or the
    country. Grid 0 counts by district: there `x` is its code and `y` is 0.
    """

    scope_is_derived = True  # triggers move it along with the row it stands for
    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "grid": "plain", "layer": "plain", "x": "plain", "y": "plain", "scope_path": "plain",
        "month": "plain", "kind": "plain", "n": "plain", "sum_x": "plain", "sum_y": "plain",
    }  # fmt: skip

    grid = models.PositiveSmallIntegerField()
    layer = models.PositiveSmallIntegerField(choices=Layer.choices)
    x = models.IntegerField()
    y = models.IntegerField()
    scope_path = models.TextField(db_collation="C")
    month = models.IntegerField()
    kind = models.CharField(max_length=24, blank=True)
    n = models.IntegerField()
    sum_x = models.BigIntegerField()  # of the cells of grid 16
    sum_y = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["grid", "layer", "x", "y", "scope_path", "month", "kind"], include=["n", "sum_x", "sum_y"],
                name="console_cell_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.grid}/{self.x}/{self.y}: {self.n}"


class MapChange(models.Model):
    """A point that came (+1) or went (−1) since the cells were last folded; read beside them."""

    scope_is_derived = True  # triggers move it along with the row it stands for
    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "layer": "plain", "scope_path": "plain", "district": "plain", "x": "plain", "y": "plain",
        "month": "plain", "kind": "plain", "n": "plain",
    }  # fmt: skip

    layer = models.PositiveSmallIntegerField(choices=Layer.choices)
    scope_path = models.TextField(db_collation="C")  # as of the cell
    district = models.IntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    month = models.IntegerField()
    kind = models.CharField(max_length=24, blank=True)
    n = models.SmallIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["layer"], name="console_change_layer")]

    def __str__(self) -> str:
        return f"{self.layer} {self.n:+d}"
