"""A backup that says what it holds, and a restore that believes nothing it has not checked."""

import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tidtam.config.postgres import backup as subject
from tidtam.config.postgres import ensure, ensure_running, locate, testing
from tidtam.config.postgres.backup import backup, counts, restore
from tidtam.kernel.problem import Conflict, Problem

AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SCHEMA = """
CREATE TABLE office (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, scope_path text COLLATE "C");
COMMENT ON TABLE office IS 'สำนักงาน';
CREATE INDEX office_name ON office USING gin (name gin_trgm_ops);
ALTER TABLE office ENABLE ROW LEVEL SECURITY;
CREATE POLICY office_wall ON office USING (scope_path >= nullif(current_setting('tidtam.scope', true), ''));
CREATE TABLE entry (id uuid PRIMARY KEY, office_id bigint REFERENCES office);
CREATE FUNCTION sealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'insert only'; END $$;
CREATE TRIGGER entry_sealed BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION sealed();
REVOKE UPDATE, DELETE ON entry FROM tidtam_app;
CREATE FUNCTION find(word text) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS 'SELECT id FROM office WHERE name ILIKE ''%'' || word || ''%''';
GRANT SELECT ON office TO tidtam_search;
ALTER FUNCTION find(text) OWNER TO tidtam_search;
INSERT INTO office (name, scope_path) SELECT 'อบต. ที่ ' || n, '1.l.' || n || '.' FROM generate_series(1, 500) n;
INSERT INTO entry SELECT gen_random_uuid(), id FROM office WHERE id <= 123;
"""
EXPECTED = {"public.entry": 123, "public.office": 500}


@pytest.fixture
def filled(data_dir: Path) -> Path:
    """A data folder with rows, stored files and keys."""
    with ensure(data_dir) as urls, psycopg.connect(urls.owner_or_refuse()) as connection:
        connection.execute(SCHEMA)
    for name, content in (("ab/abcd", b"letter"), ("cd/cdef", b"\x00" * 3_000_000), ("cd/.half", b"no")):
        path = data_dir / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (data_dir / "keys/field-1").write_text("CANARY-OF-KEYS")
    return data_dir


def rights(url: str) -> list[tuple[object, ...]]:
    """Owner and rights of every table, sequence, function and schema, and the default rights."""
    with psycopg.connect(url) as connection:
        return connection.execute(
            "WITH own AS (SELECT relname::text AS name, relowner AS owner, relacl AS acl FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') "
            "UNION ALL SELECT proname, proowner, proacl FROM pg_proc WHERE proname IN ('find', 'sealed') "
            "UNION ALL SELECT nspname, nspowner, nspacl FROM pg_namespace WHERE nspname = 'public' "
            "UNION ALL SELECT defaclobjtype::text, defaclrole, defaclacl FROM pg_default_acl) "
            "SELECT name, owner::regrole::text, ARRAY(SELECT x::text FROM unnest(acl) x ORDER BY 1) FROM own ORDER BY 1"
        ).fetchall()


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_comes_back_whole(filled: Path, empty_too: Path, outside: Path, name: str) -> None:
    done = backup(outside / name, data_dir=filled, at=AT)
    assert done.tables == EXPECTED
    assert done.files == 2
    assert str(filled / "keys") in done.notice
    assert [path.name for path in outside.iterdir()] == [name]
    with ensure(filled) as urls:
        before = rights(urls.owner_or_refuse())
    back = restore(outside / name, empty_too)
    assert back.tables == EXPECTED
    assert back.missing_keys == ["field-1"]
    assert (empty_too / "files/ab/abcd").read_bytes() == b"letter"
    assert not (empty_too / "files/cd/.half").exists()
    with ensure(empty_too) as urls:
        assert counts(urls.owner_or_refuse()) == EXPECTED
        assert rights(urls.owner_or_refuse()) == before
        with psycopg.connect(urls.app, autocommit=True) as app:
            # Wall, search function, rights, trigger and number sequence came along.
            assert app.execute("SELECT count(*) FROM office").fetchone() == (0,)
            assert app.execute("SELECT count(*) FROM find('ที่ 499')").fetchone() == (1,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("DELETE FROM entry")
            app.execute("SET tidtam.scope = '1.'")
            row = app.execute("INSERT INTO office (name, scope_path) VALUES ('ใหม่', '1.l.') RETURNING id").fetchone()
            assert row == (501,)
        with psycopg.connect(urls.owner_or_refuse()) as owner, pytest.raises(psycopg.errors.RaiseException):
            owner.execute("DELETE FROM entry")


@pytest.fixture
def empty_too(outside: Path) -> Iterator[Path]:
    """A second data folder, which does not exist yet."""
    made = outside.with_name(outside.name + "-data")
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_keys_are_in_no_byte_of_the_backup(filled: Path, outside: Path) -> None:
    backup(outside / "b.tar", data_dir=filled)
    content = (outside / "b.tar").read_bytes()
    assert b"CANARY-OF-KEYS" not in content
    assert (filled / "keys/database-owner").read_bytes() not in content
    with tarfile.open(outside / "b.tar") as tar:
        names = tar.getnames()
    assert names[0] == "manifest.json"
    assert not [name for name in names if "keys" in name]
    assert (outside / "b.tar").stat().st_mode & 0o777 == 0o600


def test_keys_carried_separately_are_taken_in(filled: Path, empty_too: Path, outside: Path) -> None:
    backup(outside / "b", data_dir=filled)
    back = restore(outside / "b", empty_too, keys=filled / "keys")
    assert back.missing_keys == []
    assert (empty_too / "keys/field-1").read_text() == "CANARY-OF-KEYS"
    assert (empty_too / "keys/field-1").stat().st_mode & 0o777 == 0o400
    assert (empty_too / "keys/database-app").read_text() != (filled / "keys/database-app").read_text()


def test_folder_that_is_not_empty_is_refused(filled: Path, outside: Path) -> None:
    backup(outside / "b", data_dir=filled)
    with pytest.raises(Problem, match="ไม่ว่าง"):
        restore(outside / "b", filled)
    with ensure(filled) as urls:
        assert counts(urls.owner_or_refuse()) == EXPECTED


@pytest.mark.parametrize("part", ["database.dump", "files/ab/abcd", "files.sha256"])
def test_one_changed_byte_is_refused(filled: Path, empty_too: Path, outside: Path, part: str) -> None:
    backup(outside / "b", data_dir=filled)
    content = bytearray((outside / "b" / part).read_bytes())
    content[len(content) // 2] ^= 1
    (outside / "b" / part).write_bytes(content)
    with pytest.raises(Problem, match="เสียหายหรือถูกแก้ไข") as caught:
        restore(outside / "b", empty_too)
    assert caught.value.code == "backup.damaged"
    assert not empty_too.exists()


def test_missing_added_and_linked_files_are_refused(filled: Path, empty_too: Path, outside: Path) -> None:
    backup(outside / "b", data_dir=filled)
    extra = outside / "b/files/ab/extra"
    extra.write_bytes(b"x")
    with pytest.raises(Problem, match="files/ab/extra"):
        restore(outside / "b", empty_too)
    extra.unlink()
    (outside / "b/files/ab/abcd").rename(outside / "abcd")
    with pytest.raises(Problem, match="files/ab/abcd"):
        restore(outside / "b", empty_too)
    (outside / "b/files/ab/abcd").symlink_to(outside / "abcd")
    with pytest.raises(Problem, match="files/ab/abcd"):
        restore(outside / "b", empty_too)
    assert not empty_too.exists()


def test_what_is_no_backup_is_refused(empty_too: Path, outside: Path) -> None:
    (outside / "cat.tar").write_bytes(b"\xff\xd8" * 1000)
    (outside / "folder").mkdir()
    for name, code in (("cat.tar", "backup.not_one"), ("folder", "backup.not_one"), ("gone", "restore.no_source")):
        with pytest.raises(Problem) as caught:
            restore(outside / name, empty_too)
        assert caught.value.code == code
    assert not empty_too.exists()


@pytest.mark.parametrize("name", ["../escaped", "/tmp/escaped", "files/../../escaped", "other", "files/link"])
def test_tar_that_reaches_out_is_refused(empty_too: Path, outside: Path, name: str) -> None:
    with tarfile.open(outside / "evil.tar", "w") as tar:
        member = tarfile.TarInfo(name)
        if name == "files/link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(Problem, match=r"backup\.not_one"):
        restore(outside / "evil.tar", empty_too)
    assert not empty_too.exists()
    assert not (outside / "escaped").exists()


def test_cut_off_tar_is_refused(filled: Path, empty_too: Path, outside: Path) -> None:
    backup(outside / "b.tar", data_dir=filled)
    whole = (outside / "b.tar").read_bytes()
    (outside / "b.tar").write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(Problem, match=r"backup\.(not_one|damaged)"):
        restore(outside / "b.tar", empty_too)
    assert not empty_too.exists()


def test_other_row_counts_are_reported_and_the_folder_stays_closed(
    filled: Path, empty_too: Path, outside: Path
) -> None:
    backup(outside / "b", data_dir=filled)
    manifest = json.loads((outside / "b/manifest.json").read_text())
    manifest["tables"]["public.entry"] = 124
    (outside / "b/manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(Conflict, match=r"public\.entry 124 → 123"):
        restore(outside / "b", empty_too)
    for use in (lambda: ensure_running(empty_too), lambda: ensure(empty_too).__enter__()):
        with pytest.raises(Problem, match=r"database\.half_restored"):
            use()


def test_existing_target_and_full_disk_leave_nothing(filled: Path, outside: Path) -> None:
    (outside / "b").mkdir()
    with pytest.raises(Problem, match=r"backup\.exists"):
        backup(outside / "b", data_dir=filled)
    (outside / "file").write_text("")
    with pytest.raises(Problem, match=r"backup\.failed"):
        backup(outside / "file/below", data_dir=filled)
    assert sorted(path.name for path in outside.iterdir()) == ["b", "file"]


def test_rows_written_meanwhile_do_not_disturb(filled: Path, outside: Path, empty_too: Path) -> None:
    with ensure(filled) as urls, psycopg.connect(urls.owner_or_refuse()) as writer:
        writer.execute("INSERT INTO entry SELECT gen_random_uuid(), 1 FROM generate_series(1, 1000)")
        done = backup(outside / "b", data_dir=filled)
        writer.commit()
    assert done.tables == EXPECTED
    assert restore(outside / "b", empty_too).tables == EXPECTED


def test_given_database_is_saved_and_filled(
    outside: Path, empty: Path, empty_too: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DATABASE_URL on another version of PostgreSQL: nothing embedded is started."""
    found = locate.system_bins() or locate.bin_dirs()
    server = testing.test_cluster(bin_dir=found[-1])
    owner = server.urls.owner_or_refuse()
    monkeypatch.setenv("DATABASE_URL", server.urls.app)
    monkeypatch.setenv("DATABASE_OWNER_URL", owner)
    with psycopg.connect(owner) as connection:
        connection.execute(SCHEMA)
    assert backup(outside / "b", data_dir=empty).tables == EXPECTED
    with pytest.raises(Problem, match="มีตารางอยู่แล้ว"):
        restore(outside / "b", empty_too)
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute("DROP TABLE office, entry")
        admin.execute("DROP FUNCTION find, sealed")
    assert restore(outside / "b", empty_too).tables == EXPECTED
    assert not (empty_too / "postgres").exists()
    server.stop()


def test_a_newer_servers_backup_fits_an_older_server(filled: Path, outside: Path, empty_too: Path) -> None:
    found = locate.system_bins()
    if not found or "TIDTAM_PG_BIN" in os.environ:
        pytest.skip("needs the embedded and a system PostgreSQL")
    backup(outside / "b", data_dir=filled)
    server = testing.test_cluster(bin_dir=found[-1])
    subject._load(outside / "b/database.dump", server.urls.owner_or_refuse(), outside / "list")
    assert counts(server.urls.owner_or_refuse()) == EXPECTED
    server.stop()
