"""Areas and their points."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Left, Length

from tidtam.places import rules
from tidtam.places.choices import CODE_LENGTH, AreaLevel
from tidtam.places.provinces import BANGKOK


class Area(models.Model):
    """A province, district, subdistrict or village under its official code."""

    classification: ClassVar[dict[str, str]] = {
        "code": "plain",
        "level": "plain",
        "name_th": "plain",
        "name_en": "plain",
        "parent": "plain",
        "letters": "plain",
        "postal_codes": "plain",
        "name_key": "plain",
    }

    code = models.CharField(max_length=8, primary_key=True)
    level = models.CharField(max_length=12, choices=AreaLevel.choices)
    name_th = models.TextField()
    name_en = models.TextField(blank=True, default="")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    letters = models.CharField(max_length=2, blank=True, default="")
    postal_codes = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    name_key = models.GeneratedField(
        expression=models.Func(models.F("name_th"), function="th_key"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["level", "name_key"], name="places_area_level_key"),
            GinIndex(fields=["name_th"], opclasses=["gin_trgm_ops"], name="places_area_name_trgm"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="places_area_code_fits_level",
                condition=models.Q(
                    *(
                        models.Q(level=level, code__regex=rf"^[0-9]{{{length}}}$")
                        for level, length in CODE_LENGTH.items()
                    ),
                    _connector=models.Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="places_area_parent_fits_code",
                condition=models.Q(level=AreaLevel.PROVINCE, parent__isnull=True)
                | models.Q(parent_id=Left("code", Length("code") - 2)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def province_code(self) -> str:
        """Return the code of the province the area lies in."""
        return self.code[:2]

    @property
    def title(self) -> str:
        """Return the name with its kind (อำเภอปักธงชัย)."""
        return rules.title(self.level, self.name_th, in_bangkok=self.province_code == BANGKOK)


class AreaPoint(models.Model):
    """Centre and bounding box of an area. Units: degrees, WGS 84. Attribution: `gazetteer.POINTS_ATTRIBUTION`."""

    classification: ClassVar[dict[str, str]] = {
        "area": "plain",
        "lat": "plain",
        "lon": "plain",
        "south": "plain",
        "west": "plain",
        "north": "plain",
        "east": "plain",
    }

    area = models.OneToOneField(Area, primary_key=True, on_delete=models.CASCADE, related_name="point")
    lat = models.FloatField()
    lon = models.FloatField()
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="places_point_inside_box",
                condition=models.Q(
                    lat__gte=models.F("south"),
                    lat__lte=models.F("north"),
                    lon__gte=models.F("west"),
                    lon__lte=models.F("east"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} ({self.lat:.4f}, {self.lon:.4f})"


class Boundary(models.Model):
    """The outline of an area, simplified for drawing; only where an office loaded official boundaries."""

    classification: ClassVar[dict[str, str]] = {
        "area": "plain", "level": "plain", "shape": "plain", "source": "plain",
    }  # fmt: skip

    area = models.OneToOneField(Area, primary_key=True, on_delete=models.CASCADE, related_name="boundary")
    level = models.CharField(max_length=12, choices=AreaLevel.choices)
    shape = models.JSONField()  # rings of a GeoJSON MultiPolygon: [[[[lon, lat], …]]]
    source = models.CharField(max_length=200)  # the file it came from

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["level", "area"], name="places_boundary_level")]

    def __str__(self) -> str:
        return str(self.area_id)
