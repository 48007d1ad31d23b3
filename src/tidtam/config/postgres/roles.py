"""Roles, database, extensions and rights on any PostgreSQL 15-18, again and again with the same result.

Source: design 3.2. The owner migrates and dumps, the app serves and owns nothing, search passes the wall inside
SECURITY DEFINER functions only, tips gets nothing until a migration grants it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tidtam.config.postgres.urls import Urls, with_login
from tidtam.kernel.problem import Problem

OWNER, APP, SEARCH, TIPS = "tidtam_owner", "tidtam_app", "tidtam_search", "tidtam_tips"
LOGINS = (OWNER, APP, TIPS)
EXTENSIONS = ("pg_trgm", "btree_gist")
# One number for the whole server, so that two commands at once prepare it one after the other.
LOCK = 7_161_831
NOTHING = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
ATTRIBUTES = {
    OWNER: f"LOGIN {NOTHING} NOBYPASSRLS",
    APP: f"LOGIN {NOTHING} NOBYPASSRLS",
    TIPS: f"LOGIN {NOTHING} NOBYPASSRLS",
    SEARCH: f"NOLOGIN {NOTHING} BYPASSRLS",
}
LIMITS = {
    OWNER: {"lock_timeout": "30s", "idle_in_transaction_session_timeout": "10min"},
    APP: {
        "statement_timeout": "60s", "lock_timeout": "15s", "idle_in_transaction_session_timeout": "120s",
        "gin_pending_list_limit": "128kB",  # a search of names reads what waits there a dozen times
    },
    TIPS: {"statement_timeout": "15s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"},
}  # fmt: skip
_BY_DEFAULT = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER}"
# What the app may do with whatever the owner makes from now on.
DEFAULT_RIGHTS = (
    f"{_BY_DEFAULT} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
    f"{_BY_DEFAULT} GRANT USAGE, SELECT ON SEQUENCES TO {APP}",
    f"{_BY_DEFAULT} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    f"{_BY_DEFAULT} GRANT EXECUTE ON FUNCTIONS TO {APP}, {SEARCH}",
)
# Back to PostgreSQL's own defaults.
NO_DEFAULT_RIGHTS = (
    f"{_BY_DEFAULT} REVOKE ALL ON TABLES FROM {APP}",
    f"{_BY_DEFAULT} REVOKE ALL ON SEQUENCES FROM {APP}",
    f"{_BY_DEFAULT} REVOKE ALL ON FUNCTIONS FROM {APP}, {SEARCH}",
    f"{_BY_DEFAULT} GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
)


def init_db(
    admin_url: str,
    *,
    database: str = "tidtam",
    passwords: Mapping[str, str] | None = None,
    template1: bool = False,
    tests: bool = False,
) -> Urls:
    """Make or mend roles, database, extensions and rights, and return the two URLs.

    Shape: `passwords` maps role to password. A missing one is made at random for a new role; an existing role keeps
    its own, and its URL then carries none. `template1` puts extensions and rights into the template as well;
    `tests` lets the owner create databases.
    Errors: Problem("database.admin_refused"), Problem("database.locale").
    """
    given = dict(passwords or {})
    try:
        psycopg.conninfo.conninfo_to_dict(admin_url)
    except psycopg.ProgrammingError as error:
        raise Problem(
            "database.admin_url",
            f"--admin-url ต้องเขียนแบบ postgresql://postgres@host/postgres ไม่ใช่ {admin_url} · not a connection URL",
        ) from error
    try:
        with psycopg.connect(admin_url, autocommit=True, connect_timeout=10) as admin:
            admin.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            _make_roles(admin, given)
            _make_database(admin, database)
            for name in (["template1"] if template1 else []) + [database]:
                with psycopg.connect(_named(admin_url, name), autocommit=True, connect_timeout=10) as inside:
                    _grant_inside(inside)
            _grant_database(admin, database)
            if tests:
                admin.execute(f"ALTER ROLE {OWNER} CREATEDB")
        thai_is_seen(_named(admin_url, database))
    except (psycopg.errors.InsufficientPrivilege, psycopg.OperationalError) as error:
        raise Problem(
            "database.admin_refused",
            "เตรียมฐานข้อมูลไม่สำเร็จ ให้ตรวจ --admin-url ว่าเป็นผู้ดูแล (superuser) และต่อถึงเซิร์ฟเวอร์ได้ "
            f"· could not prepare the database: {error}",
        ) from error
    here = _named(admin_url, database)
    return Urls(
        app=with_login(here, APP, given.get(APP)),
        owner=with_login(here, OWNER, given.get(OWNER)),
        tips=with_login(here, TIPS, given.get(TIPS)),
    )


def thai_is_seen(url: str) -> None:
    """Refuse a database in which trigram search is blind to Thai, as it is with the locale "C".

    Errors: Problem("database.locale").
    """
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute("SELECT cardinality(show_trgm('ก้าว')) > 0").fetchone()
    if not row or not row[0]:
        raise Problem(
            "database.locale",
            "ฐานข้อมูลนี้ค้นหาภาษาไทยไม่ได้ (LC_CTYPE เป็น C) ให้สร้างใหม่ด้วย locale แบบ UTF-8 เช่น C.UTF-8 "
            "· pg_trgm sees no Thai in this database",
        )


def _make_roles(admin: psycopg.Connection[Any], given: dict[str, str]) -> None:
    for role, attributes in ATTRIBUTES.items():
        known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        verb = "ALTER" if known else "CREATE"
        admin.execute(sql.SQL(f"{verb} ROLE {{}} {attributes}").format(sql.Identifier(role)))
        if role in LOGINS and not known:
            given.setdefault(role, secrets.token_urlsafe(24))
        if given.get(role):
            # Only the SCRAM verifier travels, so that no log of the server ever holds the password.
            verifier = admin.pgconn.encrypt_password(given[role].encode(), role.encode(), b"scram-sha-256")
            admin.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier.decode()))
            )
        for name, value in LIMITS.get(role, {}).items():
            admin.execute(
                sql.SQL(f"ALTER ROLE {{}} SET {name} = {{}}").format(sql.Identifier(role), sql.Literal(value))
            )
    # Migrations make the search functions and hand them to the search role; for that the owner must be its member.
    admin.execute(f"GRANT {SEARCH} TO {OWNER}")


def _make_database(admin: psycopg.Connection[Any], database: str) -> None:
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(database), sql.Identifier(OWNER)))
        return
    builtin = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' " if admin.info.server_version >= 170_000 else ""
    # The server's own locale is the second choice: the machine may have no C.UTF-8. The self-test has the last word.
    wanted = [f"{builtin}LOCALE 'C.UTF-8'", builtin, ""]
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' ").format(
        sql.Identifier(database), sql.Identifier(OWNER)
    )
    for locale in wanted:
        try:
            admin.execute(statement + sql.SQL(locale))
            return
        except (psycopg.errors.WrongObjectType, psycopg.errors.InvalidParameterValue) as error:
            last = error
    raise Problem("database.locale", f"สร้างฐานข้อมูลแบบ UTF-8 ไม่ได้ · {last}")


def _grant_inside(inside: psycopg.Connection[Any]) -> None:
    """Make extensions and rights inside one database."""
    for extension in EXTENSIONS:
        inside.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    for statement in (
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}",
        # Whoever is to own a function must be allowed to create in its schema; search cannot sign in.
        f"GRANT USAGE, CREATE ON SCHEMA public TO {SEARCH}",
        f"GRANT USAGE ON SCHEMA public TO {APP}, {TIPS}",
        *DEFAULT_RIGHTS,
    ):
        inside.execute(statement)


def _grant_database(admin: psycopg.Connection[Any], database: str) -> None:
    name = sql.Identifier(database)
    for statement in (
        "REVOKE ALL ON DATABASE {} FROM PUBLIC",
        # Bulk writes go through a temporary table.
        f"GRANT CONNECT, TEMPORARY ON DATABASE {{}} TO {APP}",
        f"GRANT CONNECT ON DATABASE {{}} TO {TIPS}",
    ):
        admin.execute(sql.SQL(statement).format(name))


def _named(url: str, database: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{database}"))
