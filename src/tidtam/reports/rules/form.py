"""A report form as a value: columns, checks, levels. Kept as JSON in a version of a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from tidtam.kernel.problem import Problem
from tidtam.obligations.rules import Kind as RuleKind
from tidtam.obligations.rules import Rule

Value = Decimal | str | None  # None: nothing was typed, or a rate of nothing
LEVELS = ("lgo", "district", "province", "department")
LINES = ("dopa", "dla")


class Kind(StrEnum):
    """Where the value of a column comes from."""

    FACT = "fact"
    TYPED = "typed"
    FORMULA = "formula"


class Type(StrEnum):
    """What a value is; only numbers add up."""

    COUNT = "count"
    MONEY = "money"
    RATE = "rate"
    TEXT = "text"


class CheckKind(StrEnum):
    """What is checked before a report may be signed."""

    EQUAL = "equal"  # the sum of the left columns is the sum of the right ones
    AT_MOST = "at_most"  # the sum of the left columns is not above the sum of the right ones
    NEVER_FALLS = "never_falls"  # not below the last period without a note on the cell
    REQUIRED = "required"  # typed before signing


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. A fact names its measure; a formula is numerator / denominator × times, None when that is zero."""

    code: str
    label: str
    kind: Kind
    type: Type = Type.COUNT
    unit: str = ""
    measure: str = ""
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    times: int = 1
    cumulative: bool = False
    help: str = ""

    @property
    def adds_up(self) -> bool:
        """Say whether the values of offices below may be summed."""
        return self.type in (Type.COUNT, Type.MONEY) and self.kind is not Kind.FORMULA


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One invariant, shown beside its cells. `stops` forbids signing while it fails."""

    kind: CheckKind
    left: tuple[str, ...]
    right: tuple[str, ...] = ()
    words: str = ""
    stops: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One level of the way up: who reports, on which days of the month (one for each day of the rule).

    `target` are earlier days the office is asked to keep so that the level above has time; no day is late by it.
    `compiles` false: this level receives and sends nothing of its own.
    """

    level: str
    line: str
    days: tuple[int, ...] = ()
    target: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A whole form. `levels` go from the bottom up; the last one receives and has no days."""

    columns: tuple[Column, ...]
    levels: tuple[Step, ...]
    rule: Rule
    checks: tuple[Check, ...] = ()
    annex: str = ""  # "movers": the name list of letter 001 item 3
    nil: bool = True
    layout: str = ""  # words above the table, as the printed form has them
    columns_by_code: Mapping[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns_by_code", {one.code: one for one in self.columns})
        self._check()

    def _check(self) -> None:
        codes = [one.code for one in self.columns]
        known = set(codes)
        if not codes or len(known) != len(codes) or not all(code.isidentifier() for code in codes):
            raise _bad("columns", "รหัสคอลัมน์ต้องไม่ว่าง ไม่ซ้ำ และเป็นอักษรอังกฤษ ตัวเลข หรือขีดล่าง")
        for one in self.columns:
            if one.kind is Kind.FACT and not one.measure:
                raise _bad("columns", f"คอลัมน์ “{one.label}” ยังไม่ได้เลือกตัวเลขที่จะนับ")
            parts = (*one.numerator, *one.denominator)
            numbers = [self.columns_by_code[code] for code in parts if code in known]
            if one.kind is Kind.FORMULA and (
                not one.numerator or not one.denominator or len(numbers) != len(parts)
                or not all(part.adds_up for part in numbers)
            ):  # fmt: skip
                raise _bad("columns", f"สูตรของ “{one.label}” ต้องอ้างคอลัมน์จำนวนที่มีอยู่ ทั้งตัวตั้งและตัวหาร")
        for check in self.checks:
            parts = (*check.left, *check.right)
            if not check.left or not known.issuperset(parts):
                raise _bad("checks", "ข้อตรวจอ้างคอลัมน์ที่ไม่มีในแบบ")
            if check.kind in (CheckKind.EQUAL, CheckKind.AT_MOST) and (
                not check.right or not all(self.columns_by_code[code].adds_up for code in parts)
            ):
                raise _bad("checks", "ข้อตรวจผลรวมต้องมีสองข้าง และใช้คอลัมน์จำนวนเท่านั้น")
        self._check_levels()

    def _check_levels(self) -> None:
        if not self.rule.is_dated or self.rule.kind not in (RuleKind.MONTHLY, RuleKind.SEMIMONTHLY):
            raise _bad("rule", "แบบรายงานต้องมีวันกำหนดส่งประจำเดือน")
        order = [LEVELS.index(one.level) for one in self.levels if one.level in LEVELS and one.line in LINES]
        if len(order) != len(self.levels) or len(order) < 2 or sorted(set(order)) != order:
            raise _bad("levels", "ลำดับการส่งต้องไล่จากล่างขึ้นบน อย่างน้อยสองระดับ")
        wanted = len(self.rule.days)
        for one in self.levels[:-1]:
            days = (*one.days, *one.target)
            if len(one.days) != wanted or len(one.target) not in (0, wanted) or not all(1 <= d <= 31 for d in days):
                raise _bad("levels", "ทุกระดับที่ส่งต้องมีวันกำหนดให้ครบทุกรอบของเดือน")

    @property
    def leaf(self) -> Step:
        """Return the level whose figures come from records."""
        return self.levels[0]

    def step(self, level: str) -> Step | None:
        """Return the step of a level, if it reports with this form."""
        return next((one for one in self.levels if one.level == level), None)

    def below(self, level: str) -> Step | None:
        """Return the step whose reports a level compiles; None for the lowest."""
        at = [one.level for one in self.levels]
        return self.levels[at.index(level) - 1] if level in at and at.index(level) else None

    def above(self, level: str) -> Step | None:
        """Return the step that receives from a level; None for the highest."""
        at = [one.level for one in self.levels]
        place = at.index(level) + 1 if level in at else len(at)
        return self.levels[place] if place < len(at) else None

    @property
    def measures(self) -> tuple[str, ...]:
        """Return the measures the form asks for."""
        return tuple(one.measure for one in self.columns if one.kind is Kind.FACT)

    def to_json(self) -> dict[str, Any]:
        """Return the form as JSON. Shape: {"columns": […], "levels": […], "checks": […], "rule": {…}, …}."""

        def plain(one: Any) -> dict[str, Any]:
            empty = ("", (), None)
            found = {key: value for key, value in asdict(one).items() if value not in empty}
            return {key: list(value) if isinstance(value, tuple) else value for key, value in found.items()}

        return {
            "columns": [plain(one) for one in self.columns], "levels": [plain(one) for one in self.levels],
            "checks": [plain(one) for one in self.checks], "rule": self.rule.to_json(), "annex": self.annex,
            "nil": self.nil, "layout": self.layout,
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Errors: Problem("reports.form_invalid") beside the part that is wrong."""
        try:
            return cls(
                columns=tuple(Column(**_typed(one, kind=Kind, type=Type)) for one in data["columns"]),
                levels=tuple(Step(**_typed(one)) for one in data["levels"]),
                checks=tuple(Check(**_typed(one, kind=CheckKind)) for one in data.get("checks", ())),
                rule=Rule.from_json(data["rule"]), annex=data.get("annex", ""), nil=bool(data.get("nil", True)),
                layout=data.get("layout", ""),
            )  # fmt: skip
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise _bad("columns", "อ่านแบบรายงานไม่ได้ ตรวจว่ากรอกครบทุกส่วน") from error


def _typed(one: Mapping[str, Any], **kinds: Any) -> dict[str, Any]:
    found = {key: tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
             for key, value in one.items()}  # fmt: skip
    return {key: kinds[key](value) if key in kinds else value for key, value in found.items()}


def _bad(field_: str, message: str) -> Problem:
    return Problem("reports.form_invalid", message, field=field_)


def formulas(form: Form, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the formula columns, rounded to two places; None where the denominator is nothing."""
    out: dict[str, Value] = {}
    for one in form.columns:
        if one.kind is Kind.FORMULA:
            top, bottom = total(values, one.numerator), total(values, one.denominator)
            out[one.code] = None if not bottom else (top * one.times / bottom).quantize(Decimal("0.01"))
    return out


def total(values: Mapping[str, Value], codes: Sequence[str]) -> Decimal:
    """Return the sum of some columns; what is not typed counts as nothing."""
    found = [values.get(code) for code in codes]
    return sum((one for one in found if isinstance(one, Decimal)), Decimal(0))


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that does not hold: its place in the form, the cells, what was found, whether signing stops."""

    check: Check
    cells: tuple[str, ...]
    left: Decimal
    right: Decimal


def failures(
    form: Form, values: Mapping[str, Value], *, before: Mapping[str, Value] | None = None,
    notes: Mapping[str, str] | None = None, nil: bool = False,
) -> list[Failure]:  # fmt: skip
    """Return the checks that fail. `before` are last period's values; a note on the cell explains a fall.

    Of a `nil` return nothing need be typed: nothing was done.
    """
    out = []
    for check in form.checks:
        left, right = total(values, check.left), total(values, check.right)
        cells = (*check.left, *check.right)
        if (check.kind is CheckKind.EQUAL and left != right) or (check.kind is CheckKind.AT_MOST and left > right):
            out.append(Failure(check, cells, left, right))
        elif check.kind is CheckKind.NEVER_FALLS and before is not None:
            for code in check.left:
                now, then = total(values, [code]), total(before, [code])
                if now < then and not (notes or {}).get(code, "").strip():
                    out.append(Failure(check, (code,), now, then))
        elif check.kind is CheckKind.REQUIRED and not nil:
            out += [
                Failure(check, (code,), Decimal(0), Decimal(0)) for code in check.left if values.get(code) in (None, "")
            ]
    return out
