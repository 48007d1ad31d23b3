"""The tip lane in the demo: inspectors with keys, a second officer, tips about a province and about officials.

The private keys lie in the demo's folder, under a passphrase the terminal prints: only invented tips open with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pyrage import x25519

from tidtam.accounts import access as accounts
from tidtam.accounts.models import Grant
from tidtam.config.postgres import data_dir
from tidtam.demo import agefile, pictures
from tidtam.demo.acting import ago, moment
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor, system
from tidtam.tips import sealing
from tidtam.tips.actions import answering, handover, investigating, keys, screening, statistics
from tidtam.tips.choices import AgencyKind, Kind, Outcome, SealedIn, Sender
from tidtam.tips.choices import Path as Way
from tidtam.tips.models import Message, SealedContact, Tip, TipFile
from tidtam.tips.queries import recipients
from tidtam.tips.rules import receipts
from tidtam.tips.rules.words import Said, packed

MINISTRY, PROVINCE = "MOI", "DOPA-30"
INSPECTORS = {"ministry.tips": MINISTRY, "korat.tips": PROVINCE}
PASSPHRASE = "ข้าวเหนียวหมูปิ้งสามไม้"  # noqa: S105 (printed by the demo: only invented tips open with it)
# kind, subdistrict, days ago, words
_TOLD = (
    (Kind.SELL, "301409", 2, "มีรถกระบะมาส่งของหลังตลาดนัดทุกคืนวันศุกร์ ประมาณสามทุ่ม"),
    (Kind.USE, "301405", 3, "ลูกบ้านข้างเคียงเสพมาหลายเดือน แม่ของเขาอยากให้ไปบำบัดแต่ไม่รู้จะเริ่มที่ไหน"),
    (Kind.GATHERING, "301401", 5, "วัยรุ่นรวมกลุ่มที่ศาลาริมคลองหลังเที่ยงคืน เห็นขวดและถุงพลาสติก"),
    (Kind.PRODUCE, "301501", 9, "ได้กลิ่นสารเคมีจากโรงเรือนร้างท้ายหมู่บ้าน มีคนเฝ้าตลอด"),
)
_BEFORE = ("301409", "301409", "301401", "301402", "301405", "301403", "301501")  # last month, all closed since
_OFFICIAL = "เจ้าหน้าที่เรียกเก็บเงินจากร้านคาราโอเกะทุกสิ้นเดือนเพื่อไม่ให้ตรวจ มีภาพหน้าร้านแนบมา"


@dataclass(frozen=True, slots=True)
class _Sent:
    """A tip as the demo stored it, with the receipt its informant would hold."""

    tip: Tip
    receipt: str


def folder() -> Path:
    """Return where the demo's private keys lie."""
    return data_dir() / "demo-keys"


def open_tips(as_of: date) -> None:
    """Give the inspectors keys and store tips for them: some new, some worked on, some closed last month."""
    folder().mkdir(mode=0o700, exist_ok=True)
    by = {name: _key(name, code, as_of) for name, code in INSPECTORS.items()}
    province, ministry = by["korat.tips"], by["ministry.tips"]
    with wall.scope(province.scope):
        _past(province, as_of)
        sent = [_put(province, kind, area, as_of - timedelta(days=ago), words) for kind, area, ago, words in _TOLD]
        _work(province, sent, as_of)
    with wall.scope(ministry.scope):
        told = _put(ministry, Kind.OFFICIAL, "301409", as_of - timedelta(days=4), _OFFICIAL, official=True)
        _enclose(told.tip)
        _put(ministry, Kind.OFFICIAL, "301501", as_of - timedelta(days=1), "ครูฝึกขายยาให้ผู้เข้าค่าย", official=True)
        _agency(ministry, "กองบังคับการปราบปรามการทุจริต", AgencyKind.OVERSIGHT, as_of)
        screening.send_along(tip=told.tip, path=Way.ENFORCEMENT, by=ministry, at=ago(as_of, 3))
    (folder() / "receipt.txt").write_text(receipts.grouped(told.receipt) + "\n", encoding="utf-8")
    with wall.scope(ROOT):
        last = as_of.replace(day=1) - timedelta(days=1)
        statistics.count_month(month=last, by=system("นับเบาะแสรายเดือน"), at=ago(as_of, 0))


def told() -> list[str]:
    """Return what the terminal says of the keys; nothing before the demo has any."""
    files = sorted(folder().glob("*.age"))
    if not files:
        return []
    names = ", ".join(one.name for one in files)
    return [f"\n  กุญแจอ่านเบาะแส: {folder()} ({names}) รหัสผ่านกุญแจ: {PASSPHRASE}"]


def _key(username: str, code: str, as_of: date) -> Actor:
    grant = Grant.objects.select_related("user", "office").get(user__username=username, office__code=code)
    by, private = accounts.actor_of(grant, grant.user), x25519.Identity.generate()
    wrapped = agefile.wrapped(str(private), PASSPHRASE)
    path = folder() / f"{username}.age"
    path.touch(mode=0o600)
    path.write_bytes(wrapped)
    with wall.scope(by.scope):
        keys.add(public_key=str(private.to_public()), label=f"กุญแจสาธิต {username}", by=by, at=ago(as_of, 60))
    return by


def _put(by: Actor, kind: str, area: str, day: date, words: str, *, official: bool = False) -> _Sent:
    """Store a tip as the tip process does; that process alone may route among the keys of all units."""
    held = recipients.keys_of(by.office_id or 0)
    receipt, salt = receipts.new(), sealing.new_salt()
    said = Said(kind=kind, official=official, unit="", area=area, place="", happens="often", when="", text=words)
    tip = Tip.objects.create(
        day=day, lookup=sealing.lookup(receipt), salt=salt, reply_key=str(sealing.identity(receipt, salt).to_public()),
        kind=kind, official=official, area_id=area[:2] if official else area, office_id=by.office_id or 0,
        scope_path=by.scope, sealed_in=SealedIn.SERVER, sealed=sealing.seal(packed(said), recipients.public(held)),
        sealed_for=[one.pk for one in held],
    )  # fmt: skip
    return _Sent(tip, receipt)


def _enclose(tip: Tip) -> None:
    held = recipients.keys_of(tip.office_id)
    public, ids = recipients.public(held), [one.pk for one in held]
    TipFile.objects.create(
        tip=tip, scope_path=tip.scope_path, number=1, kind="jpg", sealed_for=ids,
        sealed=sealing.seal(pictures.jpeg(pictures.photo(7)), public),
    )  # fmt: skip
    SealedContact.objects.create(
        tip=tip, scope_path=tip.scope_path, sealed_for=ids, sealed=sealing.seal("ไลน์ที่ให้ไว้ (สมมติ)".encode(), public)
    )
    Message.objects.create(
        tip=tip, scope_path=tip.scope_path, number=1, day=tip.day + timedelta(days=2), sender=Sender.INFORMANT,
        sealed_in=SealedIn.SERVER, sealed_for=ids, sealed=sealing.seal("เมื่อวานมาเก็บอีก ร้านตรงข้ามก็โดน".encode(), public),
    )  # fmt: skip


def _agency(by: Actor, name: str, kind: str, as_of: date) -> None:
    given = str(x25519.Identity.generate().to_public())
    handover.add_agency(name=name, kind=kind, public_key=given, by=by, at=ago(as_of, 40))


def _work(by: Actor, sent: list[_Sent], as_of: date) -> None:
    """Let the province look into one tip, send one the way of treatment, ask one informant back."""
    _agency(by, "บก.สส.ภ.3", AgencyKind.POLICE, as_of)
    _agency(by, "โรงพยาบาลปักธงชัย คลินิกฟ้าใส", AgencyKind.HEALTH, as_of)
    _new, user, gathering, lab = (one.tip for one in sent)
    screening.send_along(tip=user, path=Way.TREATMENT, by=by, at=ago(as_of, 2))
    screening.send_along(tip=lab, path=Way.ENFORCEMENT, by=by, at=ago(as_of, 8))
    investigating.investigate(tip=lab, by=by, at=ago(as_of, 7))
    held = recipients.keys_of(gathering.office_id)
    asked = sealing.seal("เห็นบ่อยแค่ไหน และวันใดมากที่สุด".encode(), [*recipients.public(held), gathering.reply_key])
    answering.answer(tip=gathering, sealed=asked, keys=[one.pk for one in held], by=by, at=ago(as_of, 4))


def _past(by: Actor, as_of: date) -> None:
    last = as_of.replace(day=1) - timedelta(days=1)
    outcomes = (Outcome.ACTED, Outcome.UNFOUNDED, Outcome.HELPED)
    for number, area in enumerate(_BEFORE):
        day = last - timedelta(days=3 * number + 1)
        tip = _put(by, Kind.SELL, area, day, "มีคนแปลกหน้ามาขายของตอนดึก").tip
        at = moment(day + timedelta(days=6), 14)
        screening.send_along(tip=tip, path=Way.ENFORCEMENT, by=by, at=at)
        investigating.close(tip=tip, outcome=outcomes[number % len(outcomes)], by=by, at=at)
