"""The closed list of what can be permitted. Roles are sets of these; only grants are rows."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """`app.verb`; a route declares exactly one."""

    HOME_READ = "console.read"
    OFFICES_READ = "offices.read"
    OFFICES_MANAGE = "offices.manage"
    GRANTS_MANAGE = "accounts.manage_grants"
    HOLIDAYS_MANAGE = "obligations.manage_holidays"
    LETTERS_READ = "letters.read"
    LETTERS_RECEIVE = "letters.receive"
    LETTERS_CONFIRM = "letters.confirm"
    LETTERS_ORDER = "letters.order"
    LETTERS_RELAY = "letters.relay"
    LETTERS_SECRET = "letters.read_secret"  # noqa: S105 (a right, no password)
    OBLIGATIONS_READ = "obligations.read"
    OBLIGATIONS_MANAGE = "obligations.manage"
    DUTIES_SEND = "obligations.send"
    DUTIES_REVIEW = "obligations.review"
    OVERVIEW_READ = "console.overview"
    AUDIT_READ = "audit.read"
