"""A column of a fixed number of bits, which PostgreSQL compares by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    Base = models.Field[str, str]
else:
    Base = models.Field


class BitsField(Base):
    """Holds `size` bits as a text of 0 and 1."""

    def __init__(self, size: int, **kwargs: Any) -> None:
        self.size = size
        super().__init__(**kwargs)

    def db_type(self, connection: Any) -> str:
        """Return the type of PostgreSQL."""
        return f"bit({self.size})"

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how a migration makes it again."""
        name, path, args, kwargs = super().deconstruct()
        return str(name), path, [self.size, *args], kwargs

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Say the type of a value that is sent: a text is no bits by itself."""
        return f"%s::bit({self.size})"
