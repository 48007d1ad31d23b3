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
    PEOPLE_READ = "people.read"
    PEOPLE_REGISTER = "people.register"
    PEOPLE_MERGE = "people.merge"
    PEOPLE_LOG = "people.read_log"
    NEEDS_READ = "assistance.read"
    NEEDS_MANAGE = "assistance.manage"
    CARE_READ = "aftercare.read"
    CARE_VISIT = "aftercare.visit"
    CARE_REVIEW = "aftercare.review"
    CARE_MANAGE = "aftercare.manage"
    CARE_TRANSFER = "aftercare.transfer"
    CARE_ROUTE = "aftercare.route"
    CARE_DECIDE = "aftercare.decide"
    CARE_HEALTH = "aftercare.health"
    CARE_SCREENING = "aftercare.read_screening"
    CARE_ALERT = "aftercare.acknowledge"
    CARE_FIGURES = "aftercare.figures"
    CARE_EXPORT = "aftercare.export"
    CARE_PROGRAMME = "aftercare.programme"
