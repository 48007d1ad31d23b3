"""What the shell shows on every page: the office worked for, the other grants, the menu the role allows."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, gettext_lazy

from tidtam.accounts import clock
from tidtam.accounts.models import Grant
from tidtam.accounts.roles import ROLES
from tidtam.aftercare.queries import today as care
from tidtam.exchange.queries import bsort
from tidtam.kernel.permissions import Permission
from tidtam.notices import queries as notices
from tidtam.offices.models import Office
from tidtam.ui.shapes import GrantChoice, NavItem, Shell
from tidtam.ui.templatetags.thai import thai_date

# What is counted for INFO is a tab of the help centre, though its pages live in a room of their own.
HELP_PLACE, HELP_ALSO = "/help/", "/exchange/"
SIGNS_PLACE, SIGNS_ALSO = "/signs/", "/exchange/gis/"  # what is typed of signs is a tab of theirs
ACTS_PLACE, ACTS_ALSO = "/activities/", "/exchange/activities/"
# Where somebody works on follow-up: there the menu says how many visits wait to be typed. Elsewhere it costs nothing.
CARE_PLACES = ("/care/", "/exchange/queue/")
ON_PHONE = 5
# Label, route, icon, the icon of the current place, what it needs, whether it stands in the rail only.
MENU = (
    (gettext_lazy("งานของฉัน"), "console:home", "tray", "tray-f", Permission.HOME_READ, False),
    (gettext_lazy("วันนี้"), "aftercare:today", "sun-horizon", "sun-horizon-f", Permission.CARE_VISIT, False),
    (gettext_lazy("ผู้ติดตาม"), "aftercare:board", "users-three", "users-three-f", Permission.CARE_READ, False),
    (gettext_lazy("หนังสือ"), "letters:letters", "envelope-simple-open", "envelope-simple-open-f",
     Permission.LETTERS_READ, False),
    (gettext_lazy("หน้าที่"), "obligations:calendar", "calendar-check", "calendar-check-f",
     Permission.OBLIGATIONS_READ, False),
    (gettext_lazy("คำขอ"), "assistance:board", "hand-heart", "hand-heart-f", Permission.NEEDS_READ, False),
    (gettext_lazy("รายงาน"), "reports:reports", "table", "table-f", Permission.REPORTS_READ, False),
    (gettext_lazy("รอคำตอบจากเรา"), "assistance:inbounds", "tray", "tray-f", Permission.NEEDS_ANSWER, True),
    (gettext_lazy("เรื่องส่งต่อ"), "assistance:referrals", "paper-plane-tilt", "paper-plane-tilt",
     Permission.NEEDS_READ, True),
    (gettext_lazy("เรื่องด่วน"), "aftercare:alerts", "siren", "siren", Permission.CARE_ALERT, False),
    (gettext_lazy("คีย์ บสต."), "exchange:bsort", "keyboard", "keyboard", Permission.CARE_REVIEW, True),
    (gettext_lazy("รอคีย์ บสต."), "exchange:bsort_below", "keyboard", "keyboard", Permission.CARE_ROUTE, True),
    (gettext_lazy("งานประเมิน"), "aftercare:tasks", "heartbeat", "heartbeat", Permission.CARE_HEALTH, False),
    (gettext_lazy("ภาพรวม"), "console:overview", "chart-line-up", "chart-line-up-f", Permission.OVERVIEW_READ, False),
    (gettext_lazy("กิจกรรม"), "activities:activities", "bank", "bank", Permission.ACTIVITIES_READ, False),
    (gettext_lazy("ป้าย"), "signs:signs", "signpost", "signpost", Permission.SIGNS_READ, True),
    (gettext_lazy("แผนที่"), "console:map", "map-trifold", "map-trifold-f", Permission.MAP_READ, True),
    (gettext_lazy("เบาะแส"), "tipdesk:desk", "lock-key", "lock-key", Permission.TIPS_READ, False),
    (gettext_lazy("ขอเปิดซอง"), "tipdesk:openings", "envelope", "envelope", Permission.TIPS_SECOND, False),
    (gettext_lazy("กุญแจสำรอง"), "tipdesk:escrow", "key", "key", Permission.TIPS_ESCROW, False),
    (gettext_lazy("ตัวเลขเบาะแส"), "tipdesk:counts", "chart-bar", "chart-bar", Permission.TIPS_COUNT, True),
    (gettext_lazy("ประชุม"), "meetings:meetings", "calendar-blank", "calendar-blank", Permission.MEETINGS_READ, True),
    (gettext_lazy("ค้นหาคน"), "people:search", "identification-card", "identification-card",
     Permission.PEOPLE_READ, True),
    (gettext_lazy("โอนย้าย"), "aftercare:transfers", "arrows-left-right", "arrows-left-right",
     Permission.CARE_TRANSFER, True),
    (gettext_lazy("รอชี้ขาด"), "aftercare:transfers_deciding", "arrows-left-right", "arrows-left-right",
     Permission.CARE_DECIDE, True),
    (gettext_lazy("ทีม"), "aftercare:teams", "flag", "flag", Permission.CARE_MANAGE, True),
    (gettext_lazy("รายชื่อ"), "aftercare:rosters", "file-xls", "file-xls", Permission.CARE_MANAGE, True),
    (gettext_lazy("ตัวเลข"), "aftercare:figures", "chart-bar", "chart-bar", Permission.CARE_FIGURES, True),
    (gettext_lazy("โครงการติดตาม"), "aftercare:programmes", "plant", "plant", Permission.CARE_PROGRAMME, True),
    (gettext_lazy("ค้นหา"), "letters:search", "magnifying-glass", "magnifying-glass", Permission.LETTERS_READ, True),
    (gettext_lazy("คลังหน้าที่"), "obligations:library", "stack", "stack-f", Permission.OBLIGATIONS_READ, True),
    (gettext_lazy("หน่วยงาน"), "console:offices_admin:offices", "tree-structure", "tree-structure-f",
     Permission.OFFICES_READ, True),
    (gettext_lazy("ตรวจบัญชีคำขอ"), "assistance:ledger", "list-checks", "list-checks-f", Permission.AUDIT_READ, True),
    (gettext_lazy("วันหยุด"), "obligations:holidays", "calendar-x", "calendar-x", Permission.HOLIDAYS_MANAGE, True),
    (gettext_lazy("ผู้ใช้และสิทธิ์"), "accounts:grants", "users-three", "users-three-f", Permission.GRANTS_MANAGE, True),
)  # fmt: skip
# A team's whole work stands in five places.
TEAM_MENU = (
    (gettext_lazy("วันนี้"), "aftercare:today", "sun-horizon", "sun-horizon-f", Permission.CARE_VISIT, False),
    (gettext_lazy("ทุกคน"), "aftercare:everyone", "users-three", "users-three-f", Permission.CARE_VISIT, False),
    (gettext_lazy("ที่ขอไว้"), "aftercare:asked", "hand-heart", "hand-heart-f", Permission.CARE_VISIT, False),
    (gettext_lazy("ถามอำเภอ"), "aftercare:questions", "chat-text", "chat-text", Permission.CARE_VISIT, False),
    (gettext_lazy("งานของฉัน"), "console:home", "tray", "tray-f", Permission.HOME_READ, False),
    (gettext_lazy("ค้นหาคน"), "people:search", "identification-card", "identification-card",
     Permission.PEOPLE_READ, True),
)  # fmt: skip


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the shell, built when a template asks for it. Shape: one query, for the bell."""
    return {"is_demo": clock.is_demo(), "shell": SimpleLazyObject(lambda: shell_of(request))}


def shell_of(request: HttpRequest) -> Shell:
    """Return what stands round the page of this request; before sign-in, the demo's banner alone."""
    demo = demo_sentence()
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Shell(demo=demo)
    grant: Grant | None = getattr(request, "grant", None)
    grants: list[Grant] = getattr(request, "grants", [])
    nav = _nav(request)
    return Shell(
        office=str(grant.office) if grant else gettext("ยังไม่มีหน่วยงาน"),
        place=place_of(grant.office) if grant else "",
        role=ROLES[grant.role].label if grant else "",
        nav=nav,
        grants=[
            GrantChoice(g.pk, str(g.office), ROLES[g.role].label, current=grant is not None and g.pk == grant.pk)
            for g in grants
        ],
        switch_url=address("accounts:switch_grant"),
        search_url=address("letters:search") if _may(request, Permission.LETTERS_READ) else "",
        query=request.GET.get("q", "")[:100],
        bell_url=address("console:notices") if _may(request, Permission.HOME_READ) else "",
        bell_count=notices.unread_count(request.actor) if grant else 0,  # type: ignore[attr-defined]  # set by the gate
        user_name=str(user),
        account_url=address("accounts:account"),
        sign_out_url=address("account_logout"),
        demo=demo,
    )


def demo_sentence() -> str:
    """Return the banner of a demo, with its own day; "" elsewhere."""
    if not clock.is_demo():
        return ""
    return gettext("ระบบสาธิต ข้อมูลทั้งหมดสมมติขึ้น วันที่ในระบบคือ %(day)s") % {"day": thai_date(clock.today())}


def place_of(office: Office) -> str:
    """Return where an office stands: `อ.ปักธงชัย จ.นครราชสีมา`. Shape: no query when the areas were selected along."""
    names = []
    if office.district_id and office.district:
        names.append(("เขต" if str(office.district_id).startswith("10") else "อ.") + office.district.name_th)
    if office.province_id and office.province:
        names.append(("" if str(office.province_id) == "10" else "จ.") + office.province.name_th)
    return " ".join(names)


@cache
def address(name: str) -> str:
    """Return the address of a route; "" when this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _may(request: HttpRequest, permission: Permission) -> bool:
    actor = getattr(request, "actor", None)
    return actor is not None and bool(actor.may(permission))


def _is_team(request: HttpRequest) -> bool:
    """Say whether the person only visits: neither reviews nor handles letters."""
    return _may(request, Permission.CARE_VISIT) and not _may(request, Permission.CARE_REVIEW)


def _stands_elsewhere(request: HttpRequest, route: str) -> bool:
    """Say whether a place is a tab of another: who sends and receives people decides on the page of transfers."""
    return route == "aftercare:transfers_deciding" and _may(request, Permission.CARE_TRANSFER)


def _nav(request: HttpRequest) -> list[NavItem]:
    menu = TEAM_MENU if _is_team(request) else MENU
    counts = _team_counts(request) if _is_team(request) else _recorder_counts(request)
    found = [
        (address(route), label, icon, icon_here, wide)
        for label, route, icon, icon_here, permission, wide in menu
        if _may(request, permission) and address(route) and not _stands_elsewhere(request, route)
    ]
    # A thumb reaches five places; what a role has beyond them stands in the rail and in the account menu.
    first = [url for url, _label, _icon, _here, wide in found if not wide][:ON_PHONE]
    # The page belongs to the longest address it begins with; "/" is only itself.
    here = max((url for url, _label, _icon, _here, _wide in found if _under(request.path, url)), key=len, default="")
    return [
        NavItem(
            str(label),
            url,
            icon_here if url == here else icon,
            current=url == here,
            wide=url not in first,
            count=counts.get(url, 0),
        )
        for url, label, icon, icon_here, _wide in found
    ]


def _team_counts(request: HttpRequest) -> dict[str, int]:
    """Return how many people are to be seen today. Shape: one query, none when the page has counted them itself."""
    known: int | None = getattr(request, "care_now", None)
    if known is None:
        known = care.counts(request.actor, clock.today()).now  # type: ignore[attr-defined]  # set by the gate
    return {address("aftercare:today"): known}


def _recorder_counts(request: HttpRequest) -> dict[str, int]:
    """Return how many visits wait to be typed into บสต. Shape: one query on the pages of follow-up, none elsewhere."""
    if not _may(request, Permission.CARE_REVIEW) or not request.path.startswith(CARE_PLACES):
        return {}
    return {address("exchange:bsort"): bsort.counted(request.actor).n}  # type: ignore[attr-defined]  # set by the gate


def _under(path: str, url: str) -> bool:
    if path.startswith(SIGNS_ALSO):
        return url == SIGNS_PLACE
    if path.startswith(ACTS_ALSO):
        return url == ACTS_PLACE
    if url == HELP_PLACE and path.startswith(HELP_ALSO):
        return True
    return path == url or (url != "/" and path.startswith(url))
