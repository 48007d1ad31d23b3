"""Score a reading against what a careful clerk recorded, by the comparison rules of the letters' README."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from tidtam.thai.digits import to_arabic

EXACT = ("number", "date", "kind", "urgency", "circular", "enclosure_count")
WORDED = ("issuer", "addressee", "subject", "signer_name", "signer_position")


def bare(words: str | None) -> str:
    """Return the words without blanks and with Arabic digits."""
    return to_arabic(re.sub(r"\s+", "", words or ""))


def same_words(a: str | None, b: str | None) -> bool:
    """Tell whether two texts are the same: containment either way or similarity of 0.9."""
    x, y = bare(a), bare(b)
    if not x or not y:
        return x == y
    return x in y or y in x or fuzz.ratio(x, y) >= 90


def deadline_key(deadline: dict[str, Any]) -> tuple[Any, ...]:
    """Return what must agree for two deadlines to be the same."""
    return tuple(
        tuple(deadline[name]) if name == "days" else deadline[name]
        for name in ("frequency", "days", "month_offset", "every_n_days", "due", "first_due", "from_level")
    )


def overlaps(a: str, b: str) -> bool:
    """Tell whether two quotes share their words."""
    x, y = bare(a), bare(b)
    return x in y or y in x or fuzz.partial_ratio(x, y) >= 60


@dataclass
class Score:
    """Counts of right and wrong fields and deadlines, with the misses in words."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    found: int = 0
    gold: int = 0
    matched: int = 0
    misses: list[str] = field(default_factory=list)

    def check(self, where: str, name: str, ok: bool, said: Any, meant: Any) -> None:
        self.asked[name] += 1
        self.right[name] += ok
        if not ok:
            self.misses.append(f"{where}.{name}: read {said!r}, meant {meant!r}")

    @property
    def f1(self) -> float:
        return 2 * self.matched / (self.found + self.gold) if self.found + self.gold else 1.0

    @property
    def accuracy(self) -> float:
        return sum(self.right.values()) / max(1, sum(self.asked.values()))

    def lines(self) -> list[str]:
        out = [f"{name:18} {self.right[name]}/{self.asked[name]}" for name in self.asked]
        precision = self.matched / self.found if self.found else 1.0
        recall = self.matched / self.gold if self.gold else 1.0
        return [*out, f"deadlines: precision {precision:.3f} recall {recall:.3f} F1 {self.f1:.3f} ({self.gold})"]


def score_document(name: str, read: dict[str, Any], gold: dict[str, Any], score: Score) -> Score:
    """Add one document to the score."""
    score.check(
        name, "letters", len(read["letters"]) == len(gold["letters"]), len(read["letters"]), len(gold["letters"])
    )
    for i, meant in enumerate(gold["letters"]):
        said = read["letters"][i] if i < len(read["letters"]) else None
        if said is None:
            score.gold += len(meant["deadlines"])
            continue
        _score_letter(f"{name}[{i}]", said, meant, score)
    for extra in read["letters"][len(gold["letters"]) :]:
        score.found += len(extra["deadlines"])
    _score_receipts(name, read["receipts"], gold["receipts"], score)
    return score


def _score_letter(where: str, said: dict[str, Any], meant: dict[str, Any], score: Score) -> None:
    for name in EXACT:
        score.check(where, name, said[name] == meant[name], said[name], meant[name])
    for name in WORDED:
        score.check(where, name, same_words(said[name], meant[name]), said[name], meant[name])
    cited = [{key: r[key] for key in ("number", "date")} for r in said["references"]]
    score.check(where, "references", cited == meant["references"], cited, meant["references"])
    left = list(said["deadlines"])
    score.found += len(left)
    score.gold += len(meant["deadlines"])
    for deadline in meant["deadlines"]:
        accepted = [d for d in left if _accepts(d, deadline)]
        if not accepted:
            score.misses.append(f"{where}.deadline missed: {deadline_key(deadline)} {deadline['quote'][:90]}")
            continue
        best = accepted[0]
        left.remove(best)
        score.matched += 1
        for name in ("to", "system"):
            score.check(where, f"deadline.{name}", same_words(best[name], deadline[name]), best[name], deadline[name])
        said_days, meant_days = best["duration_days"], deadline["duration_days"]
        score.check(where, "deadline.duration", said_days == meant_days, said_days, meant_days)
    score.misses += [f"{where}.deadline extra: {deadline_key(d)} to={d['to']} {d['quote'][:90]}" for d in left]


def _accepts(said: dict[str, Any], meant: dict[str, Any]) -> bool:
    a, b = dict(said), dict(meant)
    if a["first_due"] is None or b["first_due"] is None:
        a["first_due"] = b["first_due"] = None if a["first_due"] == b["first_due"] else a["first_due"] or b["first_due"]
        if said["first_due"] is not None or meant["first_due"] is not None:
            a["first_due"], b["first_due"] = said["first_due"], meant["first_due"]
    return deadline_key(a) == deadline_key(b) and overlaps(said["quote"], meant["quote"])


def _score_receipts(name: str, said: list[dict[str, Any]], meant: list[dict[str, Any]], score: Score) -> None:
    score.check(name, "receipts", len(said) == len(meant), len(said), len(meant))
    for i, (a, b) in enumerate(zip(said, meant, strict=False)):
        for part in ("number", "date", "time"):
            score.check(f"{name}.receipt[{i}]", f"receipt.{part}", a[part] == b[part], a[part], b[part])
        score.check(
            f"{name}.receipt[{i}]", "receipt.office", same_words(a["office"], b["office"]), a["office"], b["office"]
        )
