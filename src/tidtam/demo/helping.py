"""The help centre of the demo: requests in different states, a committee, a team's round, referrals, a board."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from tidtam.accounts.access import actor_of
from tidtam.accounts.models import Grant
from tidtam.assistance.actions import (
    announcing,
    citizens,
    climbing,
    delivering,
    links,
    meetings,
    referrals,
    requests,
    surveying,
)
from tidtam.assistance.actions import (
    centre as centres,
)
from tidtam.assistance.actions.answering import Outcome
from tidtam.assistance.actions.meetings import Decided, Member
from tidtam.assistance.actions.requests import AffectedValues, Intake, Wanted
from tidtam.assistance.choices import Side
from tidtam.assistance.models import Agency, Meeting, Need, Request
from tidtam.assistance.queries import likes
from tidtam.demo.acting import ago
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor, system
from tidtam.offices.models import Office
from tidtam.offices.queries import by_code, directly_below
from tidtam.people.rules import NOTICE, AddressValues, NoticeValues, PersonValues
from tidtam.thai.national_id import synthetic

LGO, AREA = "LGO-301409", "301409"
_FIRST = 880_000  # of the invented numbers of cards, beyond those of the nation


class Centre:
    """A centre at work: its clerk, its head, and the day it is."""

    def __init__(self, as_of: date) -> None:
        self.office, self.as_of, self.serial = by_code(LGO), as_of, _FIRST
        self.clerk, self.head = _acting("tum"), _acting("tum.head")

    def at(self, back: int, hour: int = 10) -> datetime:
        """Return an instant so many days ago."""
        return ago(self.as_of, back, hour)

    def ask(self, back: int, name: tuple[str, str, str], needs: tuple[str, ...], **more: object) -> Request:
        """Take a request in at the counter, so many days ago."""
        self.serial += 1
        return self.take(self.office, self.clerk, back, name, needs, **more)

    def take(
        self, office: Office, by: Actor, back: int, name: tuple[str, str, str], needs: tuple[str, ...], **more: object
    ) -> Request:  # fmt: skip
        """Take a request in at an office."""
        at, day = self.at(back), self.as_of - timedelta(days=back)
        house, moo = str(more.pop("house_no", self.serial % 97 + 3)), str(more.pop("moo", self.serial % 9 + 1))
        told: dict[str, object] = {"door": "counter", "category": "QOL", "area": AREA, "moo": moo, "house_no": house}
        person = PersonValues(title=name[0], first_name=name[1], last_name=name[2], id_number=synthetic(self.serial))
        intake = Intake(
            needs=tuple(Wanted(code) for code in needs), asked_on=day, person=person, notice=NoticeValues(NOTICE, at),
            addresses=(AddressValues(area=AREA, kind="current", house_no=house, moo=moo),), at=at,
            uuid=uuid5(NAMESPACE_URL, f"tidtam.demo.help.{office.code}.{self.serial}"), **(told | more),  # type: ignore[arg-type]  # plain values of an intake
        )  # fmt: skip
        return requests.receive(office=office, intake=intake, by=by, at=at)

    def verify(self, one: Request, back: int) -> Request:
        """Look at the facts and at like requests."""
        for code in ("identity", "address", "facts"):
            one = requests.check_item(request=one, code=code, by=self.clerk, at=self.at(back))
        answer = likes.like(one)
        return requests.note_duplicates(
            request=one, compared=answer.compared, found=answer.kept, by=self.clerk, at=self.at(back, 11),
            concluded="different" if answer.found else "none",
        )  # fmt: skip

    def grant(self, one: Request, back: int, reason: str) -> Request:
        """Put it before the committee and decide."""
        one = requests.send_to_committee(request=one, by=self.clerk, at=self.at(back, 13))
        day = self.as_of - timedelta(days=back)
        return requests.grant(request=one, reason=reason, on=day, by=self.head, at=self.at(back, 15))

    def give(self, one: Request, back: int, *, need: int, given: str, amount: int, fund: str, kind: str) -> None:
        """Help with one of its needs."""
        told = delivering.Given(
            uuid=uuid5(NAMESPACE_URL, f"tidtam.demo.given.{one.uuid}.{need}"), need=need, kind=kind, given=given,
            on=self.as_of - timedelta(days=back), amount=amount, fund=fund,  # type: ignore[arg-type]  # whole baht
        )  # fmt: skip
        delivering.deliver(request=one, given=told, by=self.clerk, at=self.at(back, 14))


def _acting(username: str) -> Actor:
    grant = Grant.objects.select_related("user", "office").get(user__username=username)
    return actor_of(grant, grant.user)


def open_centre(as_of: date) -> None:
    """Let the demo's local government have requests in each state, and a neighbour one that is like one of them."""
    centre = Centre(as_of)
    _neighbour(centre)
    with wall.scope(centre.office.path):
        waiting = _begun(centre)
        _decided(centre)
        _committee(centre, waiting)
        _visited(centre)
        _watched(centre)
    _climbed(centre)
    with wall.scope(centre.office.path):
        _referred(centre)


def _neighbour(centre: Centre) -> None:
    """Another local government of the district has a request from the same house."""
    parent = centre.office.parent
    assert parent is not None
    other = next(one for one in directly_below(parent) if one.pk != centre.office.pk and one.level == "lgo")
    with wall.scope(other.path):
        by = Actor(
            user_id=None, grant_id=None, office_id=other.pk, scope=other.path, role="system", name="เจ้าหน้าที่ (สาธิต)",
            permissions=centre.clerk.permissions,
        )  # fmt: skip
        centre.take(other, by, 12, ("นาง", "คำปุ่น", "แก้วใส"), ("HOU",), title="ขอซ่อมหลังคาบ้าน", house_no="48", moo="6")


def _begun(centre: Centre) -> Request:
    """Some that were just taken in, are looked at, or wait for the committee; return the one that waits."""
    centre.ask(0, ("นางสาว", "วรรณา", "ทองคำ"), ("EQP",), category="DISASTER", track="immediate",
               title="น้ำท่วมบ้าน ขอถุงยังชีพ", problem="น้ำเข้าบ้านเมื่อคืน ข้าวสารเปียกทั้งหมด", household=5, vulnerable=("child",),
               door="phone")  # fmt: skip
    one = centre.ask(3, ("นาง", "บุญเรือง", "แก้วใส"), ("HOU", "OCC", "EQP", "CAP"), title="ขอซ่อมหลังคาและฝึกอาชีพ",
                     problem="พายุพัดหลังคาครัวเปิดครึ่งหลัง ฝนสาดเข้าบ้าน", wanted="ซ่อมหลังคา และอยากฝึกอาชีพช่างแอร์",
                     house_no="48", moo="6", household=4, vulnerable=("elder",), position=(14.7102, 102.0213),
                     affected=(AffectedValues("สมศรี ใจดี", "48/2", "6"),))  # fmt: skip
    one = requests.assign(request=one, division="กองช่าง", next_step="นัดตรวจบ้าน",
                          due_on=centre.as_of + timedelta(days=4), by=centre.clerk, at=centre.at(2))  # fmt: skip
    one = requests.check_item(request=one, code="identity", by=centre.clerk, at=centre.at(2, 11))
    citizens.say(request=one, words="ขอภาพหลังคาอีกหนึ่งภาพได้ไหม", side=Side.OFFICE, asks=True, by=centre.clerk,
                 at=centre.at(1))  # fmt: skip
    citizens.say(request=one, words="ส่งให้เย็นนี้", side=Side.CITIZEN, by=centre.clerk, at=centre.at(0, 8))
    waiting = centre.ask(21, ("นาย", "ประเสริฐ", "บุญมา"), ("CAP",), title="ขอเงินทุนเลี้ยงเป็ด", category="FARMER",
                         problem="นาแล้งสองปี อยากเลี้ยงเป็ดไข่")  # fmt: skip
    return requests.send_to_committee(request=centre.verify(waiting, 15), by=centre.clerk, at=centre.at(15, 14))


def _decided(centre: Centre) -> None:
    """Some that were granted, helped, announced, refused or withdrawn."""
    helped = centre.ask(45, ("นาง", "ทองใบ", "ศรีสุข"), ("WEL", "EQP"), title="ขอความช่วยเหลือผู้ป่วยติดเตียง",
                        problem="แม่ติดเตียง ลูกตกงาน", vulnerable=("bedridden",))  # fmt: skip
    helped = centre.grant(centre.verify(helped, 38), 30, "เห็นควรช่วยตามสภาพบ้านและรายได้")
    first, second = [need.pk for need in helped.needs.order_by("pk")]
    centre.give(helped, 22, need=second, given="ถุงยังชีพ 1 ชุด", amount=700, fund="งบกลาง", kind="goods")
    centre.give(helped, 20, need=first, given="เงินสงเคราะห์ครอบครัว", amount=3000, fund="งบกลาง", kind="cash")
    announcing.hang(request=helped, until=centre.as_of + timedelta(days=6), by=centre.clerk, at=centre.at(8))
    partly = centre.ask(34, ("นาย", "สำรวย", "ขุนทด"), ("HOU", "EQP"), title="ขอซ่อมห้องน้ำผู้สูงอายุ",
                        problem="ห้องน้ำอยู่นอกบ้าน ผู้สูงอายุล้มสองครั้ง", vulnerable=("elder",))  # fmt: skip
    partly = centre.grant(centre.verify(partly, 27), 16, "เห็นควรปรับห้องน้ำ")
    need = partly.needs.order_by("-pk").values_list("pk", flat=True)[0]
    centre.give(partly, 9, need=need, given="ถุงยังชีพ 1 ชุด", amount=700, fund="งบกลาง", kind="goods")
    refused = centre.ask(60, ("นาย", "มานพ", "ดีพร้อม"), ("CAP",), title="ขอเงินซื้อรถไถ", problem="รถไถเดิมเก่า")
    refused = requests.send_to_committee(request=centre.verify(refused, 55), by=centre.clerk, at=centre.at(54))
    requests.refuse(request=refused, reason="ไม่ใช่ความเดือดร้อนตามหลักเกณฑ์ ขอให้ทบทวนได้ที่เคาน์เตอร์",
                    on=centre.as_of - timedelta(days=48), by=centre.head, at=centre.at(48))  # fmt: skip
    gone = centre.ask(26, ("นางสาว", "จันทร์", "หอมหวล"), ("JOB",), title="ขอให้ช่วยหางาน", problem="ตกงานสามเดือน")
    requests.withdraw(request=gone, reason="ได้งานแล้ว", by=centre.clerk, at=centre.at(18))


_SEATS = (
    Member("ประสิทธิ์ ไม้งามดี", "chair", "นายกองค์การบริหารส่วนตำบล"), Member("วิภา ใจเย็น", "member", "ปลัด"),
    Member("สมศักดิ์ ทองพูน", "member", "ผู้แทนประชาคม หมู่ 6"), Member("กานดา ศรีประทุม", "secretary", "นักพัฒนาชุมชน"),
)  # fmt: skip


def _committee(centre: Centre, waiting: Request) -> None:
    """One meeting with confirmed minutes, from which a board hangs; the next is called with what waits."""
    roof = centre.ask(33, ("นาง", "เพ็ญศรี", "มีสุข"), ("HOU",), title="ขอซ่อมบ้านที่ผุพัง", vulnerable=("elder",),
                      problem="เสาบ้านผุ ฝาบ้านทะลุ อยู่กับหลานสองคน")  # fmt: skip
    pump = centre.ask(32, ("นาย", "อำนาจ", "ชัยชนะ"), ("CAP",), title="ขอเครื่องสูบน้ำ", category="FARMER",
                      problem="บ่อน้ำแห้ง ข้าวเสียหายสิบไร่")  # fmt: skip
    rows = [
        requests.send_to_committee(request=centre.verify(one, 28), by=centre.clerk, at=centre.at(28, 14))
        for one in (roof, pump)
    ]
    meeting = meetings.call(
        office=centre.office, meets_at=centre.at(22, 9), place="ห้องประชุม อบต.ตูม", members=_SEATS,
        waiting=[one.pk for one in rows], by=centre.clerk, at=centre.at(27),
    )  # fmt: skip
    came = [Member(one.name, one.seat, one.position, one.name != "สมศักดิ์ ทองพูน") for one in _SEATS]
    meetings.change(
        meeting=meeting,
        meets_at=meeting.meets_at,
        place=meeting.place,
        members=came,
        by=centre.clerk,
        at=centre.at(22, 12),
    )
    _minutes(centre, meeting, roof, pump)
    need = roof.needs.values_list("pk", flat=True)[0]
    centre.give(roof, 12, need=need, given="ไม้และสังกะสีซ่อมบ้าน", amount=18500, fund="งบเงินอุดหนุน", kind="goods")
    board = announcing.draw_up(office=centre.office, by=centre.clerk, at=centre.at(5))
    announcing.post(
        announcement=board, title="บัญชีรายชื่อผู้ได้รับการช่วยเหลือ", places="หน้าสำนักงาน และศาลากลางบ้าน หมู่ 6", days=15,
        by=centre.clerk, at=centre.at(5, 11),
    )  # fmt: skip
    meetings.call(
        office=centre.office, meets_at=centre.at(-6, 9), place="ห้องประชุม อบต.ตูม", members=_SEATS,
        waiting=[waiting.pk, pump.pk], by=centre.clerk, at=centre.at(1),
    )  # fmt: skip


def _minutes(centre: Centre, meeting: Meeting, granted: Request, deferred: Request) -> None:
    items = dict(meeting.items.values_list("request", "pk"))
    meetings.decide(
        meeting=meeting, by=centre.head, at=centre.at(22, 13),
        decided=[
            Decided(items[granted.pk], "granted", "บ้านไม่ปลอดภัย อยู่กับเด็ก", "ไม้และสังกะสี", Decimal(18500)),
            Decided(items[deferred.pk], "deferred", "รอผลตรวจแหล่งน้ำของกองช่าง"),
        ],
    )  # fmt: skip
    meetings.confirm(meeting=meeting, by=centre.head, at=centre.at(21))


def _visited(centre: Centre) -> None:
    """A team went from door to door."""
    doors = (("นางทองดี บัวลา", ("HOU",), "31"), ("นายคำ ภูผา", ("EQP", "WEL"), "32"), ("นางใจ ดีงาม", ("OCC",), "33/1"))
    key = f"tidtam.demo.sheet.{centre.as_of}"
    day = surveying.Day(
        uuid=uuid5(NAMESPACE_URL, key), on=centre.as_of - timedelta(days=4), area=AREA, moo="7", told=True,
        team="สมศรี บุญมี (อสม.) วิชัย ทองคำ (อถล.)",
    )  # fmt: skip
    houses = [
        surveying.Household(uuid=uuid5(NAMESPACE_URL, f"{key}.{house}"), name=name, needs=needs, house_no=house)
        for name, needs, house in doors
    ]
    surveying.save(office=centre.office, day=day, households=houses, by=centre.clerk, at=centre.at(4, 16))


def _watched(centre: Centre) -> None:
    """The centre's sign and its telephone were looked at."""
    day = centre.as_of - timedelta(days=7)
    centres.check_sign(
        office=centre.office, place="หน้าสำนักงาน", condition="1", on=day, by=centre.clerk, at=centre.at(7)
    )
    centres.check_channel(office=centre.office, kind="phone", works=True, on=day, by=centre.clerk, at=centre.at(7))


def _sent(centre: Centre, back: int, name: tuple[str, str, str], code: str, kind: str, **more: str) -> referrals.Sent:
    """Ask for one thing and send it to a partner office of the province."""
    one = centre.ask(back + 3, name, (code,), title=more["title"], problem=more["problem"])
    need = Need.objects.get(request=centre.verify(one, back + 1))
    agency = Agency.objects.filter(province=AREA[:2], kind=kind, office=None, active=True).order_by("name")[0]
    return referrals.send(
        need=need, agency=agency, summary=more["problem"], working_days=5, letter="letter" in more, by=centre.clerk,
        at=centre.at(back),
    )  # fmt: skip


def _climbed(centre: Centre) -> None:
    """One nobody answered in time; it went on to the joint centre of the district by itself."""
    with wall.scope(centre.office.path):
        _sent(centre, 24, ("นาย", "ไพโรจน์", "แสงจันทร์"), "JOB", "employment", title="ขอให้ช่วยหางานใกล้บ้าน",
              problem="ตกงานตั้งแต่โรงงานปิด ต้องดูแลพ่อที่ป่วย")  # fmt: skip
    climbing.climb(today=centre.as_of - timedelta(days=12), by=system("เรื่องเลยกำหนดตอบ"), at=centre.at(12, 1))


def _referred(centre: Centre) -> None:
    """One that waits for an answer to a letter, one that was answered by link from a phone."""
    _sent(centre, 4, ("นางสาว", "ปรียา", "คงดี"), "OCC", "skill", title="ขอฝึกอาชีพตัดเย็บ",
          problem="อยากมีรายได้ที่บ้าน ฝึกเย็บผ้าได้วันเสาร์อาทิตย์", letter="1")  # fmt: skip
    sent = _sent(centre, 16, ("นาย", "ธงชัย", "พรมดี"), "OCC", "skill", title="ขอฝึกอาชีพช่างไฟฟ้า",
                 problem="จบ ม.3 อยากเป็นช่างไฟฟ้า")  # fmt: skip
    first = links.press(token=sent.token, kept={}, pin="", at=centre.at(15, 9))
    row = links.seat(first.key, first.cookie, centre.at(15, 9))
    links.acknowledge(row=row, number=links.once(row), at=centre.at(15, 9))
    links.press(token=sent.token, kept={first.key: first.cookie}, pin="", at=centre.at(9, 9))
    row = links.seat(first.key, first.cookie, centre.at(9, 9))
    done = Outcome(
        "done", given="อบรมช่างไฟฟ้าภายในอาคาร 30 ชั่วโมง", on=centre.as_of - timedelta(days=9), signed="วีรชัย งานฝึกอบรม"
    )
    links.answer(row=row, number=links.once(row), outcome=done, at=centre.at(9, 9))
