"""The chain: sealed without gaps, and no single row changes unnoticed."""

from __future__ import annotations

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import connection, connections, transaction

from tidtam import audit
from tidtam.audit.actions import GENESIS, seal
from tidtam.audit.queries import verify
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor, system

NOW = datetime(2026, 5, 21, 3, 0, tzinfo=UTC)


def write(count: int, verb: str = "test.written") -> None:
    for n in range(count):
        audit.record(verb, ("test.thing", n), by=system("test"), at=NOW, fields=["a", "b"], reason="เหตุผล")


def sealed(**how: Any) -> int:
    """Seal once every entry is older than any running transaction: other workers' tests use the same server."""
    until = time.monotonic() + 300  # the longest test of another worker is one transaction
    while time.monotonic() < until:
        with transaction.atomic(), connection.cursor() as cursor:
            wall.enter(ROOT)
            cursor.execute("SELECT coalesce(max(xid) < pg_snapshot_xmin(pg_current_snapshot()), true) FROM audit_entry")
            if cursor.fetchone()[0]:
                break
        time.sleep(0.05)
    return seal(at=NOW, **how)


@pytest.fixture
def chain(committed_db: tuple[str, str]) -> Any:
    """Return the owner's URL of a database with three sealed blocks and one entry not yet sealed."""
    while sealed():
        pass
    for _ in range(3):
        with transaction.atomic():
            write(4)
        assert sealed() == 4
    with transaction.atomic():
        write(1, "test.loose")
    return committed_db[1]


def test_sealing_makes_a_chain_that_holds(chain):
    verdict = verify()
    assert verdict.holds, verdict.faults
    assert verdict.unsealed == 1
    assert verdict.entries >= 12
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, previous, hash FROM audit_block ORDER BY id")
        blocks = cursor.fetchall()
    assert blocks[0][1] == GENESIS
    assert [block[0] for block in blocks] == list(range(1, len(blocks) + 1))
    assert all(later[1] == earlier[2] for earlier, later in itertools.pairwise(blocks))
    assert sealed() == 1
    assert seal(at=NOW) == 0
    assert verify().unsealed == 0


LAST = "(SELECT max(id) FROM audit_block)"
ONE = f"(SELECT entry_id FROM audit_sealed WHERE block_id = {LAST} AND position = 2)"


CHANGES = [
    *(
        f"UPDATE audit_entry SET {change} WHERE uuid = {ONE}"
        for change in (
            "verb = 'test.other'", "reason = ''", "user_id = 1", "grant_id = 1", "scope_path = '1.l.'",
            "at = at + interval '1 microsecond'", "object_type = 'x'", "object_id = 'x'", "object_version = 9",
            "fields = '{a}'", "count = 2", "digest = 'x:y'", "uuid = gen_random_uuid()",
        )
    ),
    f"DELETE FROM audit_entry WHERE uuid = {ONE}",
    f"DELETE FROM audit_sealed WHERE entry_id = {ONE}",
    f"UPDATE audit_sealed SET position = 5 - position WHERE block_id = {LAST}",
    f"UPDATE audit_sealed SET block_id = {LAST} - 1, position = 9 WHERE entry_id = {ONE}",
    "INSERT INTO audit_sealed (entry_id, block_id, position)"
    f" SELECT uuid, {LAST}, 9 FROM audit_entry WHERE verb = 'test.loose'",
    f"UPDATE audit_block SET hash = md5('x') WHERE id = {LAST}",
    f"UPDATE audit_block SET previous = md5('x') WHERE id = {LAST}",
    f"UPDATE audit_block SET count = count + 1 WHERE id = {LAST}",
    f"DELETE FROM audit_sealed WHERE block_id = {LAST} - 1; DELETE FROM audit_block WHERE id = {LAST} - 1",
    "DELETE FROM audit_sealed WHERE block_id = 1; DELETE FROM audit_block WHERE id = 1",
]  # fmt: skip
REFUSED = [f"UPDATE audit_block SET id = id + 5 WHERE id = {LAST}", f"DELETE FROM audit_block WHERE id = {LAST}"]
TABLES = ("audit_entry", "audit_block", "audit_sealed")


def test_any_change_is_found_even_the_owners(chain):
    with psycopg.connect(chain) as owner:
        for table in TABLES:
            owner.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
    unnoticed = []
    for statement in CHANGES:
        with psycopg.connect(chain) as owner:
            for part in statement.split("; "):
                assert owner.execute(part).rowcount >= 1, statement
        if verify().holds:
            unnoticed.append(statement)
        with psycopg.connect(chain) as owner:
            for table in reversed(TABLES):
                owner.execute(f"DELETE FROM {table}")
            for table in TABLES:
                owner.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM kept_{table}")
        assert verify().holds
    assert not unnoticed


@pytest.mark.parametrize("statement", REFUSED)
def test_a_block_with_entries_stays(chain, statement):
    with pytest.raises(psycopg.errors.ForeignKeyViolation), psycopg.connect(chain) as owner:
        owner.execute(statement)


def test_a_rewritten_entry_with_a_fitting_digest_is_found(chain):
    """Whoever knows the recipe and mends the digest of the entry still breaks its block."""
    from tidtam.audit.actions import canonical, digest_of
    from tidtam.audit.models import Entry
    from tidtam.kernel import wall

    with wall.scope("1."):
        entry = Entry.objects.filter(verb="test.written").first()
    entry.reason = "อีกเหตุผล"
    mended = ":" + digest_of(canonical(entry, ""))
    with psycopg.connect(chain) as owner:
        owner.execute(
            "UPDATE audit_entry SET reason = %s, digest = %s WHERE uuid = %s", (entry.reason, mended, entry.uuid)
        )
    assert not verify().holds


def test_an_entry_of_a_running_transaction_is_sealed_later(chain):
    ready, go = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                write(1, "test.slow")
                ready.set()
                assert go.wait(20)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(slow)
        assert ready.wait(20)
        with transaction.atomic():
            write(2, "test.quick")
        seal(at=NOW)
        before = verify()
        go.set()
        running.result(20)
    assert before.holds
    assert before.unsealed >= 2  # written after the slow one began: they wait, so that no gap opens behind them
    assert sealed() == before.unsealed + 1
    after = verify()
    assert after.holds
    assert after.unsealed == 0


def test_concurrent_sealers_make_one_chain(chain):
    def work(_: int) -> int:
        try:
            done = 0
            for _ in range(10):
                with transaction.atomic():
                    write(3)
                done += seal(at=NOW)
            return done
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        total = sum(threads.map(work, range(4)))
    total += sealed()
    assert total == 4 * 10 * 3 + 1
    verdict = verify()
    assert verdict.holds, verdict.faults
    assert verdict.unsealed == 0


def test_a_cut_run_goes_on_where_it_stopped(chain):
    with transaction.atomic():
        write(9)
    assert [sealed(limit=4), sealed(limit=4), sealed(limit=4), sealed()] == [4, 4, 2, 0]
    assert verify().holds


@pytest.mark.django_db
def test_an_entry_goes_with_its_deed_or_not_at_all():
    from tidtam.audit.models import Entry
    from tidtam.kernel import wall

    wall.enter("1.")
    before = Entry.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(1)
        raise ZeroDivisionError
    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_an_entry_holds_names_of_fields_never_values():
    from tests.factories.actors import member

    from tidtam.audit.models import Entry
    from tidtam.kernel import wall

    wall.enter("1.")
    user, _ = member("DLA-3014", "lgo_head", name="นามลับ สมมติ")
    by = Actor(user_id=user.pk, grant_id=None, office_id=None, scope="1.", role="x", name=user.name)
    audit.record("test.person", user, by=by, at=NOW, fields=["name"])
    entry = Entry.objects.get(verb="test.person")
    assert "นามลับ" not in str(entry.__dict__)
    assert entry.user_id == user.pk
