"""Who may do what, asked of PostgreSQL itself."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tidtam.config.postgres import locate, testing
from tidtam.config.postgres.roles import init_db, thai_is_seen
from tidtam.config.postgres.testing import ThrowAway
from tidtam.kernel.problem import Problem

PROGRAMS = locate.bin_dirs()[:1] + [path for path in locate.system_bins() if path not in locate.bin_dirs()[:1]][-1:]


@pytest.fixture(scope="module", params=PROGRAMS, ids=lambda path: f"pg{locate.major(path)}")
def server(request: pytest.FixtureRequest) -> Iterator[ThrowAway]:
    made = testing.test_cluster(bin_dir=request.param)
    yield made
    made.stop()


@pytest.fixture
def owner(server: ThrowAway) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with psycopg.connect(server.urls.owner_or_refuse(), autocommit=True) as connection:
        yield connection
        connection.execute("DROP TABLE IF EXISTS trial CASCADE")


@pytest.fixture
def app(server: ThrowAway) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with psycopg.connect(server.urls.app, autocommit=True) as connection:
        yield connection


Connection = psycopg.Connection[tuple[object, ...]]


def test_app_uses_what_the_owner_makes(owner: Connection, app: Connection) -> None:
    owner.execute("CREATE TABLE trial (id bigint GENERATED ALWAYS AS IDENTITY, number bigserial, word text)")
    app.execute("INSERT INTO trial (word) VALUES ('ก้าวหน้า')")
    app.execute("UPDATE trial SET word = 'ก้าว'")
    assert app.execute("SELECT id, number, word FROM trial").fetchall() == [(1, 1, "ก้าว")]
    app.execute("DELETE FROM trial")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE trial DISABLE ROW LEVEL SECURITY",
        "DROP POLICY trial_wall ON trial",
        "DROP TABLE trial",
        "TRUNCATE trial",
        "SET ROLE tidtam_owner",
        "SET ROLE tidtam_search",
        "ALTER ROLE tidtam_app BYPASSRLS",
        "CREATE ROLE friend",
        "CREATE DATABASE friend",
        "SELECT pg_read_file('PG_VERSION')",
        "COPY trial TO PROGRAM 'cat'",
        "SELECT rolpassword FROM pg_authid",
    ],
)
def test_app_may_not(owner: Connection, app: Connection, statement: str) -> None:
    owner.execute("CREATE TABLE trial (id int, scope_path text)")
    owner.execute("ALTER TABLE trial ENABLE ROW LEVEL SECURITY")
    owner.execute("CREATE POLICY trial_wall ON trial USING (scope_path = current_setting('tidtam.scope', true))")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


def test_the_wall_holds_for_the_app_and_not_for_the_owner(owner: Connection, app: Connection) -> None:
    owner.execute("CREATE TABLE trial (scope_path text)")
    owner.execute("ALTER TABLE trial ENABLE ROW LEVEL SECURITY")
    owner.execute("CREATE POLICY trial_wall ON trial USING (scope_path = current_setting('tidtam.scope', true))")
    owner.execute("INSERT INTO trial VALUES ('1.d.'), ('1.l.')")
    assert app.execute("SELECT count(*) FROM trial").fetchone() == (0,)
    app.execute("SET tidtam.scope = '1.d.'")
    assert app.execute("SELECT count(*) FROM trial").fetchone() == (1,)
    assert owner.execute("SELECT count(*) FROM trial").fetchone() == (2,)
    app.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("SELECT count(*) FROM trial")


def test_search_functions_pass_the_wall(owner: Connection, app: Connection) -> None:
    owner.execute("CREATE TABLE trial (scope_path text)")
    owner.execute("ALTER TABLE trial ENABLE ROW LEVEL SECURITY")
    owner.execute("INSERT INTO trial VALUES ('1.d.')")
    owner.execute(
        "CREATE OR REPLACE FUNCTION trial_search() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER "
        "SET search_path = public, pg_temp AS 'SELECT count(*) FROM trial'"
    )
    owner.execute("GRANT SELECT ON trial TO tidtam_search")
    owner.execute("ALTER FUNCTION trial_search() OWNER TO tidtam_search")
    assert app.execute("SELECT count(*) FROM trial").fetchone() == (0,)
    assert app.execute("SELECT trial_search()").fetchone() == (1,)
    # A later migration changes the function again.
    owner.execute("DROP FUNCTION trial_search()")


def test_bulk_writes_go_through_a_temporary_table(owner: Connection, app: Connection) -> None:
    owner.execute("CREATE TABLE trial (word text)")
    with app.transaction():
        app.execute("CREATE TEMPORARY TABLE incoming (word text) ON COMMIT DROP")
        with app.cursor().copy("COPY incoming FROM STDIN") as copy:
            copy.write_row(["ก"])
        app.execute("INSERT INTO trial SELECT word FROM incoming")
    assert owner.execute("SELECT word FROM trial").fetchall() == [("ก",)]


def test_roles_are_what_the_design_says(owner: Connection, app: Connection) -> None:
    rows = owner.execute(
        "SELECT rolname::text, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole FROM pg_roles "
        "WHERE rolname LIKE 'tidtam%' ORDER BY 1"
    ).fetchall()
    assert rows == [
        ("tidtam_app", False, False, True, False),
        ("tidtam_owner", False, False, True, False),
        ("tidtam_search", False, True, False, False),
        ("tidtam_tips", False, False, True, False),
    ]
    assert app.execute("SELECT current_setting('statement_timeout')").fetchone() == ("1min",)
    assert app.execute("SELECT current_setting('idle_in_transaction_session_timeout')").fetchone() == ("2min",)
    assert app.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = 'tidtam_app'").fetchone() == (
        0,
    )


def test_tips_may_connect_and_leave_nothing_of_its_own(server: ThrowAway) -> None:
    with psycopg.connect(server.admin) as admin:
        rights = [
            admin.execute("SELECT has_database_privilege('tidtam_tips', 'tidtam', %s)", [right]).fetchone()
            for right in ("CONNECT", "CREATE", "TEMPORARY")
        ]
    assert rights == [(True,), (False,), (False,)]


def test_again_gives_the_same(server: ThrowAway) -> None:
    again = init_db(server.admin)
    # Passwords of existing roles stay; without one the URL carries none.
    assert again.app == server.urls.app.replace(server.urls.app.split(":")[2].split("@")[0], "").replace(":@", "@")
    with psycopg.connect(server.urls.app) as connection:
        connection.execute("SELECT 1")
    changed = init_db(server.admin, passwords={"tidtam_tips": "another-one"})
    assert (changed.app, changed.owner) == (again.app, again.owner) and ":another-one@" in str(changed.tips)


def test_another_database_on_the_same_server(server: ThrowAway) -> None:
    made = init_db(server.admin, database="office_ที่สอง", passwords={"tidtam_app": "pä ss/word", "tidtam_owner": "o"})
    with psycopg.connect(made.app) as connection:
        row = connection.execute("SELECT current_database()::text, show_trgm('ก้าว') <> '{}'").fetchone()
    assert row == ("office_ที่สอง", True)
    # The module's other tests go on with the first passwords.
    login = {name: server.cluster.data_dir / "keys" / key for name, key in testing.ROLE_KEYS.items()}
    init_db(server.admin, passwords={name: path.read_text() for name, path in login.items()}, tests=True)


def test_blind_locale_is_refused(server: ThrowAway) -> None:
    with psycopg.connect(server.admin, autocommit=True) as admin:
        builtin = "LOCALE_PROVIDER libc" if admin.info.server_version >= 170_000 else ""
        admin.execute(f"CREATE DATABASE blind TEMPLATE template0 ENCODING 'UTF8' {builtin} LOCALE 'C'")
    url = server.admin.replace("/tidtam", "/blind")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
    with pytest.raises(Problem, match=r"database\.locale"):
        thai_is_seen(url)


def test_ordinary_role_as_admin_is_explained(server: ThrowAway) -> None:
    with pytest.raises(Problem, match=r"database\.admin_refused"):
        init_db(server.urls.app)


def test_template_gives_each_worker_its_own(server: ThrowAway, owner: Connection) -> None:
    owner.execute("CREATE DATABASE worker_1")
    at = server.urls.owner_or_refuse().removesuffix("tidtam") + "worker_1"
    with psycopg.connect(at, autocommit=True) as connection:
        connection.execute("CREATE TABLE trial (id bigint GENERATED ALWAYS AS IDENTITY, word text)")
    with psycopg.connect(server.urls.app.removesuffix("tidtam") + "worker_1") as connection:
        assert connection.execute("INSERT INTO trial (word) VALUES ('ก') RETURNING id").fetchone() == (1,)


def test_stop_removes_the_folder(tmp_path: Path) -> None:
    made = testing.test_cluster()
    made.stop()
    made.stop()
    assert not made.cluster.data_dir.exists()
