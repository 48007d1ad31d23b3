"""The wall: what PostgreSQL itself refuses, whatever the code above forgets."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.db.utils import ProgrammingError
from psycopg import sql
from tests.factories.actors import NOW, actor, office
from tests.factories.letters import monthly, received

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.letters.actions.steps import step
from tidtam.offices.queries import directly_below

pytestmark = pytest.mark.django_db
OURS = [model for model in apps.get_models() if model.__module__.startswith("tidtam.")]
SCOPED = [model for model in OURS if any(f.name == "scope_path" for f in model._meta.concrete_fields)]
# Tables read before any scope is open, or the same for everyone; each says why it stands outside the wall.
OPEN = {
    "accounts.User": "found by user name at sign-in",
    "accounts.Grant": "it decides the scope",
    "accounts.Installation": "what this database is",
    "audit.Block": "hashes only",
    "audit.Sealed": "entry numbers only",
    "places.": "the map of the country",
    "offices.": "the tree of offices is public",
    "letters.Book": "the next number of a book; no word of a letter",
    "obligations.Holiday": "the same for everyone",
    "aftercare.Programme": "the parameters of the year, the same for everyone",
    "aftercare.Cohort": "an intake; nobody's name",
    "obligations.CalendarFeed": "found by its secret link before anybody signs in",
    "assistance.Agency": "the catalogue of partner offices, the same for everyone; no person in it",
    "assistance.ReferenceRule": "the rules of help, the same for everyone",
    "assistance.Book": "the next number of a book; no word of a request",
    "reports.Template": "the forms and their versions, the same for everyone; nobody's figures",
    "portal.Attempt": "counts of a day under a hash of that day; no person, and nobody has signed in",
    "portal.Draft": "sealed with a token that only the writer's browser has; found by its hash before anybody is known",
    "portal.DraftPhoto": "sealed as its draft is",
    "tips.DayCount": "how many tips a day had, all units together",
    "tips.EscrowHolder": "which offices hold a part of the escrow key; no part of it",
    "tips.EscrowUse": "who asked for the escrow key and which offices agreed; no word of a tip",
    "tips.MonthCount": "how many tips a district had in a month that is over; told only with small figures hidden",
    "activities.NamedArea": "provinces and districts an order names, the same for everyone; nobody's figures",
}


def policies() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
        found: dict[str, set[str]] = {}
        for table, policy in cursor.fetchall():
            found.setdefault(table, set()).add(policy)
    return found


def walled() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p')"
            " AND relnamespace = 'public'::regnamespace"
        )
        return {row[0] for row in cursor.fetchall()}


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


def refused(statement: str) -> str:
    """Run a statement that must fail, and return how."""
    with pytest.raises(ProgrammingError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return type(caught.value.__cause__).__name__


@pytest.fixture
def two() -> tuple[Actor, Actor]:
    """Return two clerks of different districts; both have letters, documents, duties."""
    made = []
    for code in ("DLA-3014", "DLA-3602"):
        clerk = actor(code, "district_recorder")
        words, number = f"เรื่องของ {code} " * 60, f"นม 0023.26/ว {code[-4:]}"
        entry = received(clerk, code, monthly(25, level="district"), text=words, number=number)
        step(entry=entry, kind="propose", words="เพื่อโปรดทราบ", by=clerk, at=NOW)
        made.append(clerk)
    return made[0], made[1]


def test_every_table_with_a_scope_is_behind_the_wall():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND column_name = 'scope_path'"
        )
        tables = {row[0] for row in cursor.fetchall()}
    assert tables >= {model._meta.db_table for model in SCOPED}
    assert tables - walled() == set()
    assert tables - set(policies()) == set()


def test_every_table_is_behind_the_wall_or_says_why_not():
    outside = {model._meta.label for model in OURS if model._meta.db_table not in walled()}
    unexplained = {label for label in outside if not any(label.startswith(name) for name in OPEN)}
    assert not unexplained


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_scope_paths_compare_byte_by_byte(model):
    assert model._meta.get_field("scope_path").db_collation == "C"


def test_nothing_without_a_scope_and_for_the_empty_string(two):
    full = {table for table in walled() if _sum(table, two) > 0}
    assert full >= {
        "letters_intake", "letters_registerentry", "letters_letter", "letters_sight", "letters_confirmation",
        "letters_deadline", "obligations_obligation", "obligations_bound", "obligations_duty", "audit_entry",
    }  # fmt: skip
    wall.enter("")
    assert {table: count(table) for table in walled() if count(table)} == {}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL tidtam.scope TO DEFAULT")
    assert {table: count(table) for table in walled() if count(table)} == {}


def _sum(table: str, two: tuple[Actor, Actor]) -> int:
    total = 0
    for one in two:
        wall.enter(one.scope)
        total += count(table)
    return total


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_only_own_rows_are_seen_and_no_row_moves_out(model, two):
    here, there = two
    table = model._meta.db_table
    wall.enter(here.scope)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT DISTINCT scope_path FROM "{table}"')
        assert all(path.startswith(here.scope) for (path,) in cursor.fetchall())
        cursor.execute(f'SELECT count(*) FROM "{table}" WHERE scope_path = %s', [there.scope])
        assert cursor.fetchone()[0] == 0
    if count(table):
        assert refused(f"UPDATE \"{table}\" SET scope_path = '{there.scope}'") == "InsufficientPrivilege"
    with transaction.atomic(), connection.cursor() as cursor:
        try:
            cursor.execute(f"UPDATE \"{table}\" SET scope_path = scope_path WHERE scope_path >= '{there.scope}'")
        except ProgrammingError as refusal:
            assert isinstance(refusal.__cause__, psycopg.errors.InsufficientPrivilege)
            transaction.set_rollback(True)
        else:
            assert cursor.rowcount == 0


def test_rows_cannot_be_written_into_another_scope(two):
    here, there = two
    wall.enter(here.scope)
    from tidtam.letters.models import Sight

    own = Sight.objects.first()
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Sight.objects.create(letter_id=own.letter_id, office_id=there.office_id, scope_path=there.scope)


@pytest.mark.parametrize("bad", ["1.'; DROP TABLE x; --", "1 ", "1.%", "ก", "1.\n", "A"])
def test_only_a_path_opens_the_wall(bad):
    with pytest.raises(ValueError, match="not an office path"):
        wall.enter(bad)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.loose (id int)",
        "CREATE SCHEMA loose",
        "CREATE FUNCTION public.loose() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE letters_letter DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE letters_letter ADD COLUMN loose int",
        "ALTER ROLE tidtam_app BYPASSRLS",
        "CREATE POLICY loose ON letters_letter USING (true)",
        "DROP POLICY letters_letter_wall ON letters_letter",
        "DROP TABLE audit_entry",
        "SET ROLE tidtam_owner",
        "SET SESSION AUTHORIZATION tidtam_owner",
        "UPDATE audit_entry SET verb = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_block SET hash = 'x'",
        "DELETE FROM audit_block",
        "DELETE FROM audit_sealed",
        "UPDATE accounts_installation SET is_demo = false",
        "DELETE FROM accounts_installation",
        "DELETE FROM accounts_grant",
        "COPY letters_letter TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_app_may_not(statement):
    assert refused(statement) in {"InsufficientPrivilege", "UndefinedObject", "InvalidParameterValue"}


def test_the_app_is_nobody_special():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles "
                       "WHERE rolname = current_user")  # fmt: skip
        assert cursor.fetchone() == ("tidtam_app", False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner "
                       "WHERE r.rolname = current_user AND c.relnamespace = 'public'::regnamespace")  # fmt: skip
        assert cursor.fetchone()[0] == 0


def test_functions_that_see_over_the_wall_are_closed_in():
    """A SECURITY DEFINER function names its search path, and its text asks for the caller's scope or says less."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname, p.proconfig, p.prosrc, p.prorettype = 'trigger'::regtype FROM pg_proc p"
            " WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace"
        )
        rows = cursor.fetchall()
    assert rows
    # Temporary tables last: one that a session calls as one of ours is never read in its place.
    assert [
        name for name, config, _s, _t in rows if "search_path=pg_catalog, public, pg_temp" not in (config or ())
    ] == []
    # Nobody calls a trigger; `letters_match` answers only to one who has the letter's text; a rebuild of the tally
    # writes what stood there already and says only how many rows. The doors of citizens and of agencies are asked
    # before anybody is known: each answers one number or digest with ids and a digest, never words. The doors of papers
    # tell number, day, hash and office of what its holder has in hand. Those that touch note that signed figures may
    # have changed, wherever they were signed, and answer a count.
    doors = {"assistance_ticket_of", "assistance_link", "assistance_link_seat", "reports_link", "reports_verify"}
    touches = {"reports_touch", "reports_touch_needs", "reports_touch_visit"}
    # The lane's: a receipt's keyed hash finds one tip; the night's tell how many rows, those of a month by district.
    lane = {f"tips_{name}" for name in ("found", "said", "add", "day", "expire", "blur", "month")}
    # The keys of a search that wait are put where they belong, which tells how many pages that were.
    lane |= {"people_settle_keys"}
    # A scan finds one sign and counts its day, and answers nothing; those of the map write what stood there already.
    lane |= {"signs_scanned", "console_map_fold", "console_map_rebuild"}
    open_to_all = lane | {"letters_match", "aftercare_tally_rebuild", "obligations_tally_rebuild"} | doors | touches
    closed = {name for name, _c, source, is_trigger in rows if is_trigger or "tidtam.scope" in source}
    assert {name for name, *_rest in rows} - closed - open_to_all == set()


# Every explicit filter, taken away in turn.


def _rooms() -> list[Any]:
    import importlib
    import pkgutil

    import tidtam

    names = [m.name for m in pkgutil.iter_modules(tidtam.__path__) if m.ispkg]
    found = []
    for name in names:
        try:
            found.append(importlib.import_module(f"tidtam.{name}.access"))
        except ModuleNotFoundError as missing:
            assert missing.name == f"tidtam.{name}.access"
    return found


def _filters() -> list[Any]:
    """Return every function of an access module that gives a set of rows to an actor."""
    return [
        f
        for room in _rooms()
        for _, f in inspect.getmembers(room, inspect.isfunction)
        if f.__module__ == room.__name__
        and not f.__name__.startswith("_")
        and "QuerySet" in str(f.__annotations__.get("return"))
        and [p.name for p in inspect.signature(f).parameters.values() if p.default is p.empty] == ["actor"]
        and f.__name__ not in {"managed_grants"}  # grants decide the scope and stand outside the wall
    ]


def _unfiltered(actor: Actor, rows: Any = None, *_args: object, **_more: object) -> Any:
    """Stand for `within`: of some rooms it is a condition, of others it takes the rows themselves."""
    return rows if isinstance(rows, QuerySet) else Q()


@contextmanager
def without_filters(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take away every explicit scope filter: `within` of every room becomes no condition at all."""
    with monkeypatch.context() as patch:
        for name, module in list(sys.modules.items()):
            held = getattr(module, "within", None) if name.startswith("tidtam.") else None
            if inspect.isfunction(held) and held.__module__.endswith(".access"):
                patch.setattr(module, "within", _unfiltered)
        yield


@pytest.mark.parametrize("f", _filters(), ids=lambda f: f"{f.__module__.split('.')[1]}.{f.__name__}")
def test_a_forgotten_filter_is_still_stopped(f, two, monkeypatch):
    here, there = two
    wide = replace(here, scope=ROOT, permissions=frozenset(Permission))  # the explicit filter lets everything pass
    wall.enter(here.scope)
    label = f(wide).model._meta.label
    if any(label.startswith(name) for name in OPEN):
        pytest.skip(f"{label} stands outside the wall: see OPEN")
    seen = _keys(f(wide))
    with without_filters(monkeypatch):
        assert _keys(f(wide)) == seen
    wall.enter(there.scope)
    foreign = _keys(f(there))
    assert not seen & foreign, "a row of the other office was seen"
    wall.enter(ROOT)
    if foreign and "own" not in f.__name__ and not f.__name__.startswith("intakes"):
        assert foreign <= _keys(f(wide)), "the filter was not taken away: this test would prove nothing"


def _keys(rows: QuerySet[Model]) -> set[Any]:
    return set(rows.values_list("pk", flat=True))


def test_the_filters_were_found():
    assert {f.__module__.split(".")[1] for f in _filters()} >= {"letters", "obligations", "files"}


def _getters() -> list[Any]:
    return [
        f
        for room in _rooms()
        for _, f in inspect.getmembers(room, inspect.isfunction)
        if f.__module__ == room.__name__ and list(inspect.signature(f).parameters) == ["actor", "public_id"]
    ]


OF_EACH = 3  # rows of a model whose number is tried; of the offices there are thousands


@pytest.mark.parametrize("f", _getters(), ids=lambda f: f"{f.__module__.split('.')[1]}.{f.__name__}")
def test_a_known_number_opens_nothing_of_others(f, two):
    here, there = two
    wall.enter(there.scope)
    numbers = [
        row
        for model in OURS
        if any(field.name == "public_id" for field in model._meta.concrete_fields)
        for row in model._base_manager.order_by("pk").values_list("public_id", flat=True)[:OF_EACH]
    ]
    assert numbers
    wide = replace(here, scope=ROOT, permissions=frozenset(Permission))
    wall.enter(here.scope)
    for number in numbers:
        for asker in (here, wide):
            with pytest.raises(Missing):
                f(asker, number)


def test_a_plan_tells_the_wall_and_nothing_of_others(two):
    here, there = two
    wall.enter(here.scope)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("EXPLAIN SELECT * FROM letters_registerentry").as_string(None))
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "tidtam.scope" in plan
    assert there.scope not in plan


def test_a_district_sees_its_local_governments_but_they_not_it(two):
    here, _ = two
    below = directly_below(office("DLA-3014")).filter(level="lgo").first()
    clerk = actor(below.code)
    received(clerk, below.code, monthly(20), number="นม 0023.26/ว 77", text="อีกเรื่องหนึ่ง " * 40)
    from tidtam.letters.models import RegisterEntry

    assert RegisterEntry.objects.count() == 1
    wall.enter(here.scope)
    assert RegisterEntry.objects.count() == 2
