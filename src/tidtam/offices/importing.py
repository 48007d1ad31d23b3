"""Judge rows of an import against what stands: each becomes a plan or errors in Thai. Pure; no database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from tidtam.offices import rules
from tidtam.offices.choices import LGO_HEAD, LGO_NAME, UNDER_PROVINCE, Coverage, Level, LgoType, Line
from tidtam.offices.sheets import COLUMNS
from tidtam.thai.dates import parse_date

_CODE = re.compile(r"[A-Z0-9][A-Z0-9\-]{1,23}\Z")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_LINES = {
    "ปกครอง": Line.DOPA, "กรมการปกครอง": Line.DOPA, "ปค": Line.DOPA, "ท้องถิ่น": Line.DLA, "สถ": Line.DLA,
    "สาธารณสุข": Line.HEALTH, "สธ": Line.HEALTH, "ภาคี": Line.AGENCY, "หน่วยงานภาคี": Line.AGENCY,
    "กรุงเทพมหานคร": Line.BANGKOK,
}  # fmt: skip
_LEVELS = {
    "กรม": Level.DEPARTMENT, "จังหวัด": Level.PROVINCE, "อำเภอ": Level.DISTRICT, "เขต": Level.DISTRICT,
    "อปท": Level.LGO, "ท้องถิ่น": Level.LGO, "ชุดปฏิบัติการ": Level.TEAM, "ขปต": Level.TEAM,
    "ภาคี": Level.AGENCY, "หน่วยงานภาคี": Level.AGENCY,
}  # fmt: skip
TEXT_COLUMNS = ("letter_prefix", "address", "phone", "email", "head_title")


class RowError(TypedDict):
    """What is wrong with one cell; `row` is the number the clerk sees in the sheet."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an existing office."""

    id: int
    line: str
    level: str
    parent: str
    closed: bool = False
    inside: bool = True  # within the scope of who imports


@dataclass(slots=True)
class Known:
    """What rows are judged against: offices by code, areas by code and by (level, parent code, name)."""

    offices: dict[str, Standing]
    areas: set[str] = field(default_factory=set)
    area_names: dict[tuple[str, str], str] = field(default_factory=dict)


class _Judge:
    """Reads one row; collects its errors."""

    def __init__(self, number: int, cells: dict[str, str], known: Known, codes: set[str]) -> None:
        self.number, self.cells, self.known, self.codes = number, cells, known, codes
        self.errors: list[RowError] = []

    def wrong(self, column: str, message: str) -> None:
        self.errors.append(RowError(row=self.number, column=COLUMNS[column][0], message=message))

    def choice(self, column: str, words: dict[str, Any], values: list[str]) -> str:
        """Read a Thai or English word of a closed list; '' when blank or wrong."""
        text = self.cells.get(column, "").strip().removeprefix("สาย").rstrip(".")
        if not text:
            return ""
        if text.lower() in values:
            return text.lower()
        if text in words:
            return str(words[text])
        self.wrong(column, _("ไม่รู้จัก “%(text)s”") % {"text": self.cells[column]})
        return ""

    def area(self, column: str, parent: str, prefixes: tuple[str, ...]) -> str:
        """Read an area by code or by name inside `parent`; '' when blank or wrong."""
        text = self.cells.get(column, "").strip()
        if not text:
            return ""
        if text.isdigit():
            if text in self.known.areas and text.startswith(parent):
                return text
            self.wrong(column, _("ไม่พบรหัสพื้นที่ %(code)s") % {"code": text})
            return ""
        for prefix in prefixes:
            text = text.removeprefix(prefix).strip()
        code = self.known.area_names.get((parent, text), "")
        if not code:
            self.wrong(column, _("ไม่พบ “%(text)s” ในพื้นที่ที่ระบุ") % {"text": text})
        return code

    def tambons(self, district: str) -> list[list[str]]:
        """Read `ตูม, งิ้ว (บางส่วน)` or codes, parted by commas."""
        found = []
        whole_text = self.cells.get("areas", "")
        for part in re.split(r"[,;\n]+", whole_text):
            name = part.strip()
            coverage = Coverage.PART if "บางส่วน" in name or "part" in name.lower() else Coverage.WHOLE
            name = re.sub(r"\((บางส่วน|ทั้งตำบล|part|whole)\)", "", name, flags=re.IGNORECASE).strip()
            if not name:
                continue
            self.cells["areas"] = name
            code = self.area("areas", district, ("ตำบล", "ต."))
            if code and [code, Coverage.WHOLE] not in found and [code, Coverage.PART] not in found:
                found.append([code, str(coverage)])
        self.cells["areas"] = whole_text
        return found

    def day(self) -> str:
        text = self.cells.get("valid_from", "")
        if not text:
            return ""
        day = parse_date(text)
        if day is None or not date(1900, 1, 1) <= day <= date(2200, 1, 1):
            self.wrong("valid_from", _("อ่านวันที่ “%(text)s” ไม่ได้ ให้เขียนเช่น 1 ต.ค. 2566") % {"text": text})
            return ""
        return day.isoformat()

    def parent(self, plan: dict[str, Any]) -> str:
        """Read the parent's code, or find where this kind of local government stands."""
        code = self.cells.get("parent", "").strip().upper()
        if not code and not plan["existing"] and plan["level"] == Level.LGO and plan["line"] == Line.DLA:
            where = plan["province"] if plan["lgo_type"] in UNDER_PROVINCE else plan["district"]
            if not where:
                self.wrong("district", _("ต้องระบุจังหวัดและอำเภอ หรือรหัสหน่วยงานแม่"))
                return ""
            code = f"DLA-{where}"
        if not code:
            if not plan["existing"]:
                self.wrong("parent", _("ต้องระบุรหัสหน่วยงานแม่"))
            return ""
        standing = self.known.offices.get(code)
        if standing is None and code not in self.codes:
            self.wrong("parent", _("ไม่พบหน่วยงานแม่รหัส %(code)s") % {"code": code})
        elif standing is not None and not standing.inside and not self._stays_under(code, plan["code"]):
            self.wrong("parent", _("หน่วยงานแม่ %(code)s อยู่นอกขอบเขตหน่วยงานของคุณ") % {"code": code})
        elif standing is not None and standing.closed:
            self.wrong("parent", _("หน่วยงานแม่ %(code)s ถูกยุบเลิกแล้ว") % {"code": code})
        elif standing is not None and plan["line"] and standing.line not in {plan["line"], Line.ROOT}:
            self.wrong("parent", _("หน่วยงานแม่ %(code)s อยู่คนละสายบังคับบัญชา") % {"code": code})
        elif code == plan["code"]:
            self.wrong("parent", _("หน่วยงานเป็นแม่ของตัวเองไม่ได้"))
        return code

    def _stays_under(self, parent: str, code: str) -> bool:
        """Say whether the row only repeats the parent its office has."""
        standing = self.known.offices.get(code)
        return standing is not None and standing.parent == parent

    def plan(self) -> dict[str, Any]:
        """Turn the row into a plan; `errors` says whether it holds."""
        code = self.cells.get("code", "").strip().upper()
        if not code:
            self.wrong("code", _("ไม่มีรหัสหน่วยงาน"))
        elif not _CODE.match(code):
            self.wrong("code", _("รหัส “%(code)s” ใช้ได้เฉพาะ A-Z 0-9 และขีด ไม่เกิน 24 ตัว") % {"code": code})
        standing = self.known.offices.get(code)
        name = " ".join(self.cells.get("name_th", "").split())
        if not name and standing is None:
            self.wrong("name_th", _("ไม่มีชื่อหน่วยงาน"))
        if standing is not None and not standing.inside:
            self.wrong("code", _("หน่วยงาน %(code)s อยู่นอกขอบเขตหน่วยงานของคุณ") % {"code": code})
        elif standing is not None and standing.closed:
            self.wrong("code", _("หน่วยงาน %(code)s ถูกยุบเลิกแล้ว") % {"code": code})
        plan: dict[str, Any] = {"row": self.number, "code": code, "name_th": name, "existing": standing is not None}
        self._kind(plan, standing)
        province = self.area("province", "", ("จังหวัด", "จ."))
        plan["province"] = province
        plan["district"] = self.area("district", province, ("อำเภอ", "อ.", "เขต"))
        if plan["district"] and not province:
            plan["province"] = plan["district"][:2]
        plan["areas"] = self.tambons(plan["district"])
        plan["valid_from"] = self.day()
        for column in ("short_name", *TEXT_COLUMNS):
            plan[column] = " ".join(self.cells.get(column, "").split())
        if plan["email"] and not _EMAIL.match(plan["email"]):
            self.wrong("email", _("“%(email)s” ไม่ใช่ที่อยู่อีเมล") % {"email": plan["email"]})
        for column, most in (("phone", 40), ("letter_prefix", 40), ("email", 254)):
            if len(plan[column]) > most:
                self.wrong(column, _("ยาวเกิน %(n)s ตัวอักษร") % {"n": most})
        plan["parent"] = self.parent(plan)
        if standing is None:
            plan |= {name: plan[name] or value for name, value in said_by_name(plan).items()}
        return plan

    def _kind(self, plan: dict[str, Any], standing: Standing | None) -> None:
        line = self.choice("line", _LINES, [v for v in Line.values if v != Line.ROOT])
        level = self.choice("level", _LEVELS, Level.values)
        stated = self.cells.get("lgo_type", "").strip()
        kind = rules.lgo_type_of(stated) if stated else rules.lgo_type_of(plan["name_th"])
        if stated and not kind:
            self.wrong("lgo_type", _("ไม่รู้จักประเภท อปท. “%(type)s” (ใช้ อบจ. ทน. ทม. ทต. อบต.)") % {"type": stated})
        if standing is not None:
            if (line and line != standing.line) or (level and level != standing.level):
                self.wrong("line", _("เปลี่ยนสายหรือระดับของหน่วยงานเดิมไม่ได้"))
            line, level = standing.line, standing.level
        else:
            level = level or (Level.LGO if kind or not line else "")
            line = line or (Line.DLA if level == Level.LGO else "")
            if not line:
                self.wrong("line", _("ต้องระบุสายบังคับบัญชา"))
            if not level:
                self.wrong("level", _("ต้องระบุระดับ"))
            if level == Level.LGO and not kind and not stated:
                self.wrong("lgo_type", _("ต้องระบุประเภท อปท. (อบจ. ทน. ทม. ทต. อบต.)"))
        plan |= {"line": str(line), "level": str(level), "lgo_type": str(kind) if level == Level.LGO else ""}


def said_by_name(plan: dict[str, Any]) -> dict[str, str]:
    """Return what a local government's full name already says: its short name and its head's title."""
    kind = plan["lgo_type"]
    if not kind or kind == LgoType.SPEC or not plan["name_th"].startswith(LGO_NAME[kind]):
        return {}
    place = plan["name_th"].removeprefix(LGO_NAME[kind])
    return {"short_name": rules.short_of(kind, place), "head_title": f"{LGO_HEAD[kind]}{place}"}


def judge(rows: list[tuple[int, dict[str, str]]], known: Known) -> tuple[list[dict[str, Any]], list[RowError]]:
    """Turn rows into plans and errors; a plan is only to be carried out when there are no errors at all.

    Shape: plans stand parents before children.
    """
    codes: dict[str, int] = {}
    errors: list[RowError] = []
    for number, cells in rows:
        code = cells.get("code", "").strip().upper()
        if code and code in codes:
            message = _("รหัส %(code)s ซ้ำกับแถวที่ %(row)s") % {"code": code, "row": codes[code]}
            errors.append(RowError(row=number, column=COLUMNS["code"][0], message=message))
        codes.setdefault(code, number)
    plans = []
    for number, cells in rows:
        reader = _Judge(number, dict(cells), known, set(codes))
        plans.append(reader.plan())
        errors += reader.errors
    ordered, circle = _parents_first(plans)
    errors += circle
    return ordered, sorted(errors, key=lambda e: e["row"])


def _parents_first(plans: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[RowError]]:
    by_code = {plan["code"]: plan for plan in plans}
    done: dict[str, None] = {}
    errors: list[RowError] = []
    for plan in plans:
        chain: list[str] = []
        here: dict[str, Any] | None = plan
        while here is not None and here["code"] not in done:
            if here["code"] in chain:
                message = _("หน่วยงานแม่วนกลับมาหาตัวเอง")
                errors.append(RowError(row=plan["row"], column=COLUMNS["parent"][0], message=message))
                break
            chain.append(here["code"])
            here = by_code.get(here["parent"])
        done |= dict.fromkeys(reversed(chain))
    return [by_code[code] for code in done], errors
