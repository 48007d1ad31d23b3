"""Every table behind the wall follows a move."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from tidtam.offices import registry


def test_only_names_are_taken() -> None:
    with pytest.raises(ValueError, match="not an SQL name"):
        registry.register_scoped("letters; drop table x")


@pytest.mark.django_db
def test_no_column_of_the_database_is_forgotten() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE column_name = 'scope_path' AND table_schema = 'public' AND table_name NOT LIKE 'audit\\_%%'"
            " AND is_generated = 'NEVER'"
            " AND table_name IN (SELECT tablename FROM pg_tables)",
            [],
        )
        stored = {registry.ScopedColumn(*row) for row in cursor.fetchall()}
    derived = {one._meta.db_table for one in apps.get_models() if getattr(one, "scope_is_derived", False)}
    assert {one for one in stored if one.table not in derived} <= set(registry.scoped_columns())
