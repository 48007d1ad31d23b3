"""From times and verbs to deadlines: who must report what to whom, by which way, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from tidtam.letters.reader.body import Body, Sentence
from tidtam.letters.reader.channels import system_near
from tidtam.letters.reader.governing import Governor, govern, next_duty, speaks
from tidtam.letters.reader.offices import audience_of, is_general, level_of
from tidtam.letters.reader.pairing import BEGINS, settled, with_listed
from tidtam.letters.reader.parties import Party, actor, heading, recipient
from tidtam.letters.reader.reading import Deadline, Span
from tidtam.letters.reader.starts import start_said, with_start
from tidtam.letters.reader.timing import Timing, key, timings


@dataclass(frozen=True, slots=True)
class _Duty:
    timing: Timing
    governor: Governor
    sentence: Sentence
    deadline: Deadline
    object: str


def deadlines(body: Body, addressee: str | None, issuer: str | None) -> tuple[list[Deadline], list[Deadline]]:
    """Return the deadlines the letter imposes, and the duties its recital only tells of."""
    ordered: list[_Duty] = []
    recited: list[_Duty] = []
    weak: list[_Duty] = []
    lists = _Lists()
    led: Sentence | None = None
    earlier: str | None = None
    for sentence in body.sentences:
        found = _in_sentence(body, sentence, _Chain(addressee, issuer, lists.enter(sentence), earlier, led))
        if found and not (sentence.recital or sentence.weak):
            earlier = found[-1].deadline.from_level
        if not sentence.recital:
            ordered[:] = [_started(duty, body, sentence) for duty in ordered]
            weak[:] = [_started(duty, body, sentence) for duty in weak]
        (recited if sentence.recital else weak if sentence.weak else ordered).extend(found)
        lists.note(body, sentence, named=bool(found))
        if not sentence.item:
            led = sentence if _ASKS.search(body.text[sentence.start : sentence.end]) else None
    if not ordered:
        ordered, weak = weak, []
    ordered = [_inherited(duty, recited + weak, body) for duty in ordered]
    kept = [duty for duty in _merged(ordered) if not _only_begins(duty, ordered, body)]
    told = _merged([duty for duty in recited + weak if not _is_repeated(duty, kept)])
    kept = [_first_due_from(duty, recited + weak) for duty in kept]
    return [duty.deadline for duty in kept], [duty.deadline for duty in told]


def _started(duty: _Duty, body: Body, sentence: Sentence) -> _Duty:
    """Give a rule the start that a sentence of its own names (`ทั้งนี้ เริ่มตั้งแต่…`)."""
    timing = duty.timing
    if duty.sentence.start >= sentence.start or timing.first_due or timing.frequency in ("once", "immediately"):
        return duty
    said = start_said(body.text, sentence.start, sentence.end)
    if said is None:
        return duty
    made = with_start(timing, body.text, said.end(), sentence.end)
    if made.first_due is None:
        return duty
    spans = duty.deadline.spans | {"first_due": body.squeezed.span(*made.first_span) if made.first_span else None}
    return replace(duty, timing=made, deadline=replace(duty.deadline, first_due=made.first_due, spans=spans))


def _inherited(duty: _Duty, recited: list[_Duty], body: Body) -> _Duty:
    """Fill who acts from the recital when the letter only changes the time."""
    if not _CHANGES.search(body.text[duty.sentence.start : duty.timing.start]) or duty.deadline.spans.get("from_level"):
        return duty
    family = {"monthly": 1, "semimonthly": 1}
    old = next(
        (
            d
            for d in reversed(recited)
            if family.get(d.timing.frequency, d.timing.frequency)
            == family.get(duty.timing.frequency, duty.timing.frequency)
        ),
        None,
    )
    old = old or (recited[-1] if recited else None)
    if old is None:
        return duty
    deadline = replace(duty.deadline, from_level=old.deadline.from_level)
    return replace(duty, deadline=deadline)


_CHANGES = re.compile(r"เปลี่ยน|แก้ไข(?!ปัญหา|ข้อมูล)|ปรับ(?!ปรุง)|เลื่อน|ขยาย(?:ระยะ)?เวลา|ขยายกำหนด")
_LEADS = re.compile(r"(?:ดำเนินการ|ถือปฏิบัติ|ปฏิบัติ|ดำเนินงาน)[ก-๙]{0,30}?(?:ดังนี้|ดังต่อไปนี้|ต่อไปนี้)[:]?$|(?:ดังนี้|ดังต่อไปนี้)[:]?$")


_ASKS = re.compile(
    r"(?:ดังนี้|ดังต่อไปนี้|ต่อไปนี้|ตามลำดับ|กำหนดเวลา|กำหนดการ)"
    r"(?:[:]?|[^0-9]{0,70}(?:กำหนด[ก-๙]{0,16}|วันที่[ก-๙]{0,6}|ภายใน|หมายเหตุ))$"
)


class _Lists:
    """Whom the lists that are open at a sentence bind: the lead of the list, or the office that heads an item."""

    def __init__(self) -> None:
        self.lead: str | None = None
        self.open: list[tuple[str, str | None]] = []

    def enter(self, sentence: Sentence) -> str | None:
        """Return who is bound by the head above a sentence."""
        if not sentence.item:
            self.open.clear()
            return self.lead
        styles = [style for style, _ in self.open]
        if sentence.item in styles:
            del self.open[styles.index(sentence.item) :]
        return next((level for _, level in reversed(self.open) if level), self.lead)

    def note(self, body: Body, sentence: Sentence, *, named: bool) -> None:
        """Keep whom a sentence binds for the items under it."""
        lead = _leader(body, sentence)
        if sentence.item:
            who = heading(body, sentence.start, sentence.end)
            self.open.append((sentence.item, lead or (level_of(who.words) if who else None)))
        elif lead:
            self.lead = lead


def _leader(body: Body, sentence: Sentence) -> str | None:
    """Return who the list that follows binds (`ขอให้อำเภอ… ดำเนินการ ดังนี้`)."""
    words = body.text[sentence.start : sentence.end]
    if sentence.recital:
        return None
    found = actor(body, sentence.start, sentence.end)
    if not _LEADS.search(words) and not (found and found.words and found.end >= sentence.end - 1):
        return None
    return level_of(found.words) if found and not is_general(found.words) else None


@dataclass(frozen=True, slots=True)
class _Chain:
    """Who is addressed, who writes, whom the list binds and who had to act in the item before."""

    addressee: str | None
    issuer: str | None
    leader: str | None
    earlier: str | None
    led: Sentence | None = None


def _in_sentence(body: Body, sentence: Sentence, chain: _Chain) -> list[_Duty]:
    found = timings(body.text, sentence.start, sentence.end)
    found = with_listed(body.text, body.squeezed.gaps, found, _listed(body, sentence, chain))
    if not found:
        return []
    said = start_said(body.text, sentence.start, sentence.end)
    if said and len(found) == 1 and found[0].frequency == "once" and found[0].start - said.end() < 40:
        return []
    found = settled(body.text, sentence.start, sentence.end, found)
    duties: list[_Duty] = []
    for n, timing in enumerate(found):
        governor = govern(body, sentence, found, n, chain.issuer) or _from_lead(body, sentence, timing, chain)
        if governor is None:
            continue
        duties.append(_duty(body, sentence, timing, governor, chain=chain, found=found, before=duties))
    return duties


_TABLED = re.compile(r"กำหนด|ระยะเวลา|ตาราง|ปฏิทิน|ภายใน|เวลา|รอบ|ครั้ง|งวด|วันที่")
_BELOW = re.compile(r"ดังนี้|ดังต่อไปนี้|ตามลำดับ|ต่อไปนี้|ปฏิทิน|ตาราง")


def _listed(body: Body, sentence: Sentence, chain: _Chain) -> tuple[int, int] | None:
    """Return where dates stand in a list or table of due dates, in which they need no word such as `ภายใน`."""
    text, led = body.text, chain.led
    if sentence.recital:
        return None
    if sentence.item and led:
        asked = speaks(text, led.start, led.end, duty=True) and _TABLED.search(text, led.start, led.end)
        says = asked or speaks(text, sentence.start, sentence.end, duty=True)
        return (sentence.start, sentence.end) if says else None
    below = _BELOW.search(text, sentence.start, sentence.end)
    if below and not sentence.item and speaks(text, sentence.start, below.start(), duty=True):
        return below.end(), sentence.end
    return None


def _from_lead(body: Body, sentence: Sentence, timing: Timing, chain: _Chain) -> Governor | None:
    """Return the verb of the sentence before the list for an item that only names a time (`ครั้งที่ ๑ ภายในวันที่…`)."""
    if not sentence.item or chain.led is None or sentence.recital or timing.partial:
        return None
    text, led = body.text, chain.led
    if speaks(text, sentence.start, sentence.end) or not speaks(text, led.start, led.end, duty=True):
        return None
    return Governor(timing.start, timing.start, 0.7)


def _duty(
    body: Body,
    sentence: Sentence,
    timing: Timing,
    governor: Governor,
    *,
    chain: _Chain,
    found: list[Timing],
    before: list[_Duty],
) -> _Duty:
    text, squeezed = body.text, body.squeezed
    times = tuple((t.start, t.end) for t in found)
    lead = max(sentence.start, min(governor.start, timing.start) - 1500)
    who = actor(body, lead, governor.start, governor.start if governor.start <= timing.start else None, times)
    upto = next((t.start for t in found if t.start > timing.end), sentence.end)
    if not governor.field_work:
        upto = next_duty(text, timing.end, upto)
    to = recipient(body, governor, timing, upto)
    if who and who.told and to and _told_acts_not(text, who, governor, to[0], chain):
        who = who.outer or Party("", who.start, who.start)
    level = level_of(who.words) if who else None
    if who and is_general(who.words):
        level = None
    if level is None and before and not who:
        level = before[-1].deadline.from_level if before[-1].sentence == sentence else None
    sure = timing.confidence * governor.confidence * (1.0 if level else 0.92)
    level = level or _fallback(sentence, chain)
    since = max([sentence.start, *(t.end for t in found if t.end <= min(governor.start, timing.start))])
    system = system_near(body, since, governor, timing, upto)
    start, end = timing.start, timing.end
    if timing.frequency == "immediately":
        start = governor.main if governor.main is not None else min(governor.start, timing.start)
        end = max(timing.end, min(governor.end, sentence.end)) if governor.start > timing.end else timing.end
    spans: dict[str, Span | None] = {
        "to": squeezed.span(*to[1]) if to else None,
        "system": squeezed.span(*system[1]) if system else None,
        "first_due": squeezed.span(*timing.first_span) if timing.first_span else None,
        "from_level": squeezed.span(who.start, who.end) if who and who.words else None,
    }
    notes = [*timing.notes]
    if not timing.exists:
        notes.append("date_does_not_exist")
    if timing.weekday_wrong:
        notes.append("weekday_mismatch")
    deadline = Deadline(
        frequency=timing.frequency, days=timing.days, month_offset=timing.month_offset, every_n_days=timing.every_n_days,  # noqa: E501
        duration_days=timing.duration_days, first_due=timing.first_due, due=timing.due, from_level=level,
        to=to[0] if to else None, system=system[0] if system else None, quote=squeezed.said(start, end),
        span=squeezed.span(start, end), spans=spans, confidence=max(0.05, min(0.99, sure)), notes=tuple(notes),
    )  # fmt: skip
    return _Duty(timing, governor, sentence, deadline, _object(text, governor, timing))


_AGAIN = re.compile(r"และ|แล้ว|พร้อมทั้ง|จากนั้น|เพื่อ")


def _told_acts_not(text: str, who: Party, governor: Governor, to: str, chain: _Chain) -> bool:
    """Tell whether the one who was told to tell others reports to the issuer himself (`กำชับ อปท. … แล้วแจ้งกรม`)."""
    asked = level_of(who.outer.words) if who.outer and who.outer.words else audience_of(chain.addressee)
    told = level_of(to)
    if asked is None or told is None or asked == level_of(who.words) or told == asked:
        return False
    return told == level_of(chain.issuer) and bool(_AGAIN.search(text[who.end : governor.start]))


def _fallback(sentence: Sentence, chain: _Chain) -> str:
    """Return who acts when the duty itself names nobody: the list's lead, the addressee, else the item before."""
    if sentence.item and chain.leader:
        return chain.leader
    addressed = audience_of(chain.addressee)
    if addressed in (None, "any"):
        return (chain.earlier if sentence.item else None) or addressed or chain.leader or "any"
    return addressed


def _object(text: str, governor: Governor, timing: Timing) -> str:
    words = (
        text[governor.end : timing.start] if governor.end <= timing.start else text[governor.end : governor.end + 60]
    )
    return re.sub(
        r"ดังกล่าว|ให้[ก-๙/.]{2,60}ทราบ|ทราบ|ตามแบบ[ก-๙]*|ข้อมูล|ผลการดำเนินงาน|ผลการดำเนินการ|ผล|การ|รายงาน", "", words
    )[:80]


def _merged(duties: list[_Duty]) -> list[_Duty]:
    """Join what says the same duty twice: repetition, two acts for one report, a bare period beside its rule."""
    kept: list[_Duty] = []
    for duty in duties:
        twin = next((k for k, other in enumerate(kept) if _same(other, duty)), None)
        if twin is None:
            kept.append(duty)
            continue
        kept[twin] = _better(kept[twin], duty)
    concrete = {d.timing.frequency for d in kept if not d.timing.partial}
    months = concrete & {"monthly", "semimonthly", "quarterly"}
    return [
        d for d in kept
        if d.timing.partial != "period" or not (d.timing.frequency in concrete or (d.timing.frequency in ("monthly", "semimonthly") and months))  # noqa: E501
    ]  # fmt: skip


def _same(a: _Duty, b: _Duty) -> bool:
    if a.timing.exists != b.timing.exists and a.timing.frequency == b.timing.frequency == "once":
        return a.timing.month == b.timing.month and a.deadline.from_level == b.deadline.from_level and _alike(a, b)
    if key(a.timing) != key(b.timing) or a.deadline.from_level != b.deadline.from_level:
        return False
    if a.timing.frequency in ("immediately",) and a.sentence != b.sentence:
        return fuzz.ratio(a.object, b.object) > 70
    if a.timing.frequency == "once" and a.timing.due is None and a.sentence != b.sentence:
        return fuzz.ratio(a.deadline.quote, b.deadline.quote) > 90 and _alike(a, b)
    return a.sentence == b.sentence or not (a.sentence.item and b.sentence.item) or _alike(a, b)


def _alike(a: _Duty, b: _Duty) -> bool:
    if len(a.object) < 8 or len(b.object) < 8:
        return True
    return fuzz.partial_ratio(a.object, b.object) >= 60


def _better(a: _Duty, b: _Duty) -> _Duty:
    if not a.timing.exists and b.timing.exists:
        return b
    spans = {
        name: a.deadline.spans.get(name) or b.deadline.spans.get(name) for name in a.deadline.spans | b.deadline.spans
    }
    deadline = replace(
        a.deadline, to=a.deadline.to or b.deadline.to, system=a.deadline.system or b.deadline.system,
        first_due=a.deadline.first_due or b.deadline.first_due, duration_days=a.deadline.duration_days or b.deadline.duration_days,  # noqa: E501
        spans=spans, confidence=max(a.deadline.confidence, b.deadline.confidence),
    )  # fmt: skip
    return replace(a, deadline=deadline)


def _only_begins(duty: _Duty, others: list[_Duty], body: Body) -> bool:
    """Tell whether a date only says when a rule is first due (`… ตามกำหนดใหม่ครั้งแรกในวันที่…`)."""
    if duty.timing.frequency != "once" or duty.timing.due is None:
        return False
    rule = any(d.deadline.first_due == duty.timing.due and d.timing.start < duty.timing.start for d in others)
    return rule and bool(BEGINS.search(body.text[max(0, duty.timing.start - 45) : duty.timing.start]))


def _is_repeated(duty: _Duty, kept: list[_Duty]) -> bool:
    return any(key(duty.timing) == key(other.timing) for other in kept)


def _first_due_from(duty: _Duty, recited: list[_Duty]) -> _Duty:
    """Supply the first date from the recital when the operative part repeats the same rule."""
    if duty.deadline.first_due:
        return duty
    for other in recited:
        if key(other.timing) == key(duty.timing) and other.deadline.first_due:
            spans = duty.deadline.spans | {"first_due": other.deadline.spans.get("first_due")}
            return replace(duty, deadline=replace(duty.deadline, first_due=other.deadline.first_due, spans=spans))
    return duty
