"""The suite's database: a throw-away server, a template with the nation's offices, one copy per worker.

Tests connect as `tidtam_app`, never as the owner. TIDTAM_PG_BIN runs the suite on another PostgreSQL. The server with
its template is kept in .tidtam/tests until what made it changes (see `tests/kept.py`); the folder may go at any time.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
import pytest
from tests import kept

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _start() -> None:
    """Start the server and build the template once per run, before any worker exists."""
    data = tempfile.mkdtemp(prefix="tidtam-test-data-")
    os.environ["TIDTAM_DATA"] = data
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    with kept.one_at_a_time():
        server, place = kept.server(Path(data))
        os.environ["TIDTAM_TEST_ADMIN"] = server.admin
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = server.urls.app, server.urls.owner_or_refuse()
        os.environ["TIDTAM_TEST_TIPS"] = server.urls.tips_or_refuse()
        os.environ["TIDTAM_TEST_TEMPLATE"] = urlsplit(server.urls.app).path.lstrip("/")
        if place is not None:
            code = "from tidtam.cli.preparing import prepare; prepare()"
            subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"TIDTAM_OWNER": "1"})
            kept.keep(server, Path(data), place)


def clone(name: str, template: str | None = None) -> tuple[str, str]:
    """Make a database from the template and return its URLs for app and owner."""
    template = template or os.environ["TIDTAM_TEST_TEMPLATE"]
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(_with_database(os.environ["TIDTAM_TEST_ADMIN"], "postgres"), autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(42)")  # PostgreSQL copies a template for one at a time
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER tidtam_owner')
    return _with_database(os.environ["DATABASE_URL"], name), _with_database(owner, name)


def tips_url(app: str) -> str:
    """Return the tip process's URL of the database an app's URL names."""
    return _with_database(os.environ["TIDTAM_TEST_TIPS"], urlsplit(app).path.lstrip("/"))


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
os.environ["TIDTAM_TESTING"] = "1"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the same thread as the tests
if "TIDTAM_TEST_ADMIN" not in os.environ:
    _start()
_APP, _OWNER = clone(f"test_{WORKER or 'main'}")
os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = _APP, _OWNER
django.setup()
if not WORKER:
    # A worker that inherited it would load its settings before it has a database of its own.
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with slow tests first: whoever came to one last would still be at it when the other is done."""
    slow = {item.path for item in items if item.get_closest_marker("browser") or item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Nothing to make: the worker's database is a copy of the template."""


@pytest.fixture(autouse=True)
def _fresh_clock() -> Iterator[None]:
    from tidtam.accounts import clock

    clock.forget()
    yield
    clock.forget()


@pytest.fixture
def stopped_demo(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Make a demo, so that no second factor is asked for, and stop its clock at the factories' instant."""
    from tests.factories.actors import NOW

    from tidtam.accounts import clock
    from tidtam.accounts.models import Installation

    Installation.objects.create(id=1, is_demo=True)
    clock.forget()
    monkeypatch.setattr(clock, "now", lambda: NOW)


@contextmanager
def _on(app_url: str) -> Iterator[None]:
    from django.db import connection

    name = urlsplit(app_url).path.lstrip("/")
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@pytest.fixture
def committed_db(django_db_blocker: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """Yield (app URL, owner URL) of a database of its own, where commits stay: for tests with several connections."""
    app, owner = clone(f"own_{WORKER or 'main'}")
    with django_db_blocker.unblock(), _on(app):  # type: ignore[attr-defined]  # pytest-django's blocker is untyped
        yield app, owner


@pytest.fixture
def owner_connection() -> Iterator[psycopg.Connection]:
    """Yield a connection as the owner of the worker's database (sees through the wall, sees only what is committed)."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        yield connection


@pytest.fixture
def source_letters() -> Path:
    """Return the folder of the five source letters, where they are at hand."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "letters"
    if not folder.is_dir():
        pytest.skip("the source letters are not beside this checkout")
    return folder
