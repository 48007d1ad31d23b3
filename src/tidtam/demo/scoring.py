"""How well a reading of letters agrees with what a careful clerk recorded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

from rapidfuzz import fuzz

from tidtam.thai.digits import to_arabic

Json = dict[str, Any]
Part = Literal["dev", "held_out", "all"]

_DEV_LAST: Final = "040"
_TEXT_FIELDS: Final = ("issuer", "addressee", "subject", "signer_name", "signer_position")
_EXACT_FIELDS: Final = ("date", "kind", "urgency", "circular", "enclosure_count")
_ANY_MAIL: Final = ("ไปรษณีย์อิเล็กทรอนิกส์", "จดหมายอิเล็กทรอนิกส์", "อีเมล", "อีเมล์", "e-mail", "email")
_SIMILAR: Final = 90.0
_OVERLAP: Final = 60.0
_LAST_DAY: Final = re.compile(r"สิ้นเดือน|วันสุดท้าย|วันทำการสุดท้าย")
_RELATIVE: Final = re.compile(r"(\d{1,3})(วันทำการ|วัน)")


@dataclass(frozen=True, slots=True)
class Specimen:
    """One document with its expected answer."""

    name: str
    text: str
    expected: Json


@dataclass(frozen=True, slots=True)
class Tally:
    """Right answers among those expected and those given."""

    right: int = 0
    expected: int = 0
    given: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.expected + other.expected, self.given + other.given)

    @property
    def precision(self) -> float:
        """Return how much of what was given is right; 1 when nothing was given."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Return how much of what was expected was found; 1 when nothing was expected."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        total = self.expected + self.given
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """What one document or many of them earn; scores add up, so the totals are micro-averages.

    `deadlines` counts a deadline as right with its timing, its level and an overlapping quote; `timing_only` without
    the level. `fields` maps a field of the letter, the receipt or a deadline with right timing to its tally of answers.
    """

    deadlines: Tally = Tally()
    timing_only: Tally = Tally()
    letters: Tally = Tally()
    receipts: Tally = Tally()
    flags: Tally = Tally()
    fields: Mapping[str, Tally] = field(default_factory=dict)

    def __add__(self, other: Score) -> Score:
        names = sorted({*self.fields, *other.fields})
        return Score(
            deadlines=self.deadlines + other.deadlines,
            timing_only=self.timing_only + other.timing_only,
            letters=self.letters + other.letters,
            receipts=self.receipts + other.receipts,
            flags=self.flags + other.flags,
            fields={n: self.fields.get(n, Tally()) + other.fields.get(n, Tally()) for n in names},
        )

    def accuracy(self, name: str) -> float:
        """Return the share of expected answers of one field that were given right."""
        return self.fields.get(name, Tally()).recall

    @property
    def letter_accuracy(self) -> float:
        """Return the share of right answers over all fields of the letters' heads and feet."""
        tallies = [t for n, t in self.fields.items() if n.startswith("letter.")]
        return sum(tallies, Tally()).recall

    def as_json(self) -> Json:
        """Return the figures as `tidtam bench --json` prints them."""
        counted = {
            n: getattr(self, n)
            for n in ("deadlines", "timing_only", "letters", "receipts")
            if getattr(self, n).expected
        }
        return {
            **{n: {"precision": _r(t.precision), "recall": _r(t.recall), "f1": _r(t.f1)} for n, t in counted.items()},
            "flag_recall": _r(self.flags.recall),
            "letter_accuracy": _r(self.letter_accuracy),
            "fields": {n: _r(t.recall) for n, t in self.fields.items()},
        }


def load_corpus(part: Part = "all") -> list[Specimen]:
    """Return the invented letters with their expected answers, in order of their numbers.

    Shape: `dev` is 001 to 040, on which rules may be tuned; `held_out` the rest, on which they may only be measured.
    """
    folder = files("tidtam.demo") / "letters"
    found = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        name, dot, kind = entry.name.rpartition(".")
        if not dot or kind != "txt" or (part != "all" and (name <= _DEV_LAST) != (part == "dev")):
            continue
        expected = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        found.append(Specimen(name, entry.read_text(encoding="utf-8"), expected))
    return found


def source_documents(folder: Path) -> list[Specimen]:
    """Return the documents of a folder that have a .txt and a .json side by side; an absent folder gives none."""
    return [
        Specimen(path.stem, path.read_text(encoding="utf-8"), json.loads(answer.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.txt"))
        if (answer := path.with_suffix(".json")).exists()
    ]


def score(expected: Json, got: Json) -> Score:
    """Compare a reading with the clerk's record of the same document.

    Flags are measured by recall alone, and only where the record names any: a record lists those it is sure of.
    Source: letters' README, "Normalisation" and "What a deadline is".
    """
    wanted, read = expected["letters"], got.get("letters", [])
    pairs = _align(wanted, read)
    bases = _bases(expected)
    timing = _deadline_pairs(wanted, read, bases, level=False)
    full = _deadline_pairs(wanted, read, bases, level=True)
    n_wanted, n_read = _deadline_count(wanted), _deadline_count(read)
    receipts = _match(expected["receipts"], got.get("receipts", []), _same_receipt)
    fields: dict[str, Tally] = {}
    for i, letter in enumerate(wanted):
        _letter_fields(fields, letter, read[pairs[i]] if i in pairs else {})
    for a, b in timing:
        _deadline_fields(fields, a, b)
    for a, b in receipts:
        _count(fields, "receipt.office", same_text(a["office"], b.get("office")))
        _count(fields, "receipt.time", a["time"] == b.get("time"))
    flags = set(expected.get("expect_flags", []))
    raised = {f["code"] for f in got.get("flags", [])}
    return Score(
        deadlines=Tally(len(full), n_wanted, n_read),
        timing_only=Tally(len(timing), n_wanted, n_read),
        letters=Tally(len(pairs), len(wanted), len(read)),
        receipts=Tally(len(receipts), len(expected["receipts"]), len(got.get("receipts", []))),
        flags=Tally(len(flags & raised), len(flags), len(raised) if flags else 0),
        fields=fields,
    )


def squash(text: object) -> str:
    """Return the text without whitespace and with Arabic digits, the form in which strings are compared."""
    return re.sub(r"\s+", "", to_arabic(str(text))).replace("ํา", "ำ")


def same_text(a: object, b: object) -> bool:
    """Tell whether two texts agree: equal, one inside the other, or at least nine tenths alike."""
    if not a or not b:
        return not a and not b
    x, y = squash(a), squash(b)
    return x in y or y in x or fuzz.ratio(x, y) >= _SIMILAR


def _r(value: float) -> float:
    return round(value, 4)


def _count(fields: dict[str, Tally], name: str, right: bool) -> None:
    fields[name] = fields.get(name, Tally()) + Tally(int(right), 1, 1)


def _letter_fields(fields: dict[str, Tally], wanted: Json, read: Json) -> None:
    _count(fields, "letter.number", _same_number(wanted["number"], read.get("number")) if read else False)
    for name in _EXACT_FIELDS:
        _count(fields, f"letter.{name}", bool(read) and wanted[name] == read.get(name))
    for name in _TEXT_FIELDS:
        _count(fields, f"letter.{name}", bool(read) and same_text(wanted[name], read.get(name)))
    a = {(squash(r["number"]), r["date"]) for r in wanted["references"]}
    b = {(squash(r["number"]), r["date"]) for r in read.get("references", [])}
    _count(fields, "letter.references", bool(read) and a == b)


def _deadline_fields(fields: dict[str, Tally], a: Json, b: Json) -> None:
    _count(fields, "deadline.from_level", a["from_level"] == b.get("from_level"))
    _count(fields, "deadline.duration_days", a["duration_days"] == b.get("duration_days"))
    _count(fields, "deadline.to", same_text(a["to"], b.get("to")))
    _count(fields, "deadline.system", _same_system(a["system"], b.get("system")))


def _same_number(a: object, b: object) -> bool:
    return (not a and not b) or (bool(a) and bool(b) and squash(a) == squash(b))


def _same_system(a: str | None, b: str | None) -> bool:
    # A mailbox may be given as its address or as the word for e-mail.
    def mail(value: str | None) -> bool:
        return bool(value) and ("@" in str(value) or squash(value).lower() in _ANY_MAIL)

    return same_text(a, b) or (mail(a) and mail(b) and not ("@" in str(a) and "@" in str(b)))


def _same_receipt(a: Json, b: Json) -> bool:
    return bool(a["number"]) and squash(a["number"]) == squash(b.get("number")) and a["date"] == b.get("date")


def _deadline_count(letters: Iterable[Json]) -> int:
    return sum(len(letter.get("deadlines", [])) for letter in letters)


def _align(wanted: Sequence[Json], read: Sequence[Json]) -> dict[int, int]:
    """Pair the letters in their order so that the pairs look as alike as possible; a letter may stay alone."""
    best = [[0.0] * (len(read) + 1) for _ in range(len(wanted) + 1)]
    for i in reversed(range(len(wanted))):
        for j in reversed(range(len(read))):
            together = _likeness(wanted[i], read[j])
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together + best[i + 1][j + 1] if together > 0 else 0.0)
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(wanted) and j < len(read):
        together = _likeness(wanted[i], read[j])
        if together > 0 and best[i][j] == together + best[i + 1][j + 1]:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(a: Json, b: Json) -> float:
    points = 3.0 * (bool(a["number"]) and _same_number(a["number"], b.get("number")))
    points += 1.0 * (bool(a["date"]) and a["date"] == b.get("date"))
    for name in ("addressee", "subject", "issuer"):
        points += 1.0 * (bool(a[name]) and same_text(a[name], b.get(name)))
    return points + (0.1 if a["kind"] == b.get("kind") else 0.0)


def _deadline_pairs(
    wanted: Sequence[Json], read: Sequence[Json], bases: Sequence[date], *, level: bool
) -> list[tuple[Json, Json]]:
    def fits(a: Json, b: Json) -> bool:
        return _same_timing(a, b, bases) and (not level or a["from_level"] == b.get("from_level"))

    return _match([d for x in wanted for d in x["deadlines"]], [d for x in read for d in x.get("deadlines", [])], fits)


def _match(wanted: Sequence[Json], read: Sequence[Json], fits: Callable[[Json, Json], bool]) -> list[tuple[Json, Json]]:
    """Pair as many as possible, each at most once (augmenting paths; the sets are small)."""
    edges = [[j for j, b in enumerate(read) if fits(a, b)] for a in wanted]
    owner: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        free = next((j for j in edges[i] if j not in owner), None)
        if free is not None:
            # Whoever already fits keeps his partner: two duties that differ by level alone are not crossed.
            owner[free] = i
            return True
        for j in edges[i]:
            if j not in seen:
                seen.add(j)
                if j not in owner or place(owner[j], seen):
                    owner[j] = i
                    return True
        return False

    for i in range(len(wanted)):
        place(i, set())
    return [(wanted[i], read[j]) for j, i in sorted(owner.items(), key=lambda pair: pair[1])]


def _same_timing(a: Json, b: Json, bases: Sequence[date]) -> bool:
    return (
        a["frequency"] == b.get("frequency")
        and _same_days(a, b)
        and (a["month_offset"] or 0) == (b.get("month_offset") or 0)
        and a["every_n_days"] == b.get("every_n_days")
        and _same_start(a, b)
        and _same_due(a, b, bases)
        and _overlap(a["quote"], b.get("quote"))
    )


def _same_days(a: Json, b: Json) -> bool:
    mine, theirs = sorted(a["days"]), sorted(b.get("days") or [])
    if mine == [31] and _LAST_DAY.search(squash(a["quote"])):
        # "The last day of the month" has no number of its own.
        return theirs in ([-1], [30], [31])
    return mine == theirs


def _same_start(a: Json, b: Json) -> bool:
    given = b.get("first_due")
    return bool(a["first_due"] == given or (a.get("first_due_computed") and given is None))


def _same_due(a: Json, b: Json, bases: Sequence[date]) -> bool:
    given = b.get("due")
    if a["due"] == given:
        return True
    if a["due"] is not None or given is None or a["frequency"] != "once":
        return False
    length = _RELATIVE.search(squash(a["quote"]))
    return bool(length) and given in {d.isoformat() for base in bases for d in _after(base, length)}


def _bases(expected: Json) -> list[date]:
    days = [r["date"] for r in expected["receipts"]] + [x["date"] for x in expected["letters"]]
    return [date.fromisoformat(d) for d in days if d]


def _after(base: date, length: re.Match[str] | None) -> list[date]:
    """List the day that lies so many days, or working days, after the base; the holidays between are not known here."""
    if length is None:
        return []
    count = int(length[1])
    if length[2] == "วัน":
        return [base + timedelta(days=count)]
    day = base
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return [day + timedelta(days=n) for n in range(6)]


def _overlap(a: object, b: object) -> bool:
    x, y = squash(a or ""), squash(b or "")
    return bool(x and y) and (x in y or y in x or fuzz.partial_ratio(x, y) >= _OVERLAP)
