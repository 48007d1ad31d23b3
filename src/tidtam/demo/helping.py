"""The help centre of the demo: a handful of requests in different states, as its clerks would have worked them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from tidtam.accounts import clock
from tidtam.accounts.access import actor_of
from tidtam.accounts.models import Grant
from tidtam.assistance.actions import citizens, delivering, requests
from tidtam.assistance.actions.requests import AffectedValues, Intake, Wanted
from tidtam.assistance.choices import Side
from tidtam.assistance.models import Request
from tidtam.assistance.queries import likes
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
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
        return datetime.combine(self.as_of - timedelta(days=back), time(hour), clock.BANGKOK)

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
        _begun(centre)
        _decided(centre)


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


def _begun(centre: Centre) -> None:
    """Some that were just taken in, are looked at, or wait for the committee."""
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
    requests.send_to_committee(request=centre.verify(waiting, 15), by=centre.clerk, at=centre.at(15, 14))


def _decided(centre: Centre) -> None:
    """Some that were granted, helped, announced, refused or withdrawn."""
    helped = centre.ask(45, ("นาง", "ทองใบ", "ศรีสุข"), ("WEL", "EQP"), title="ขอความช่วยเหลือผู้ป่วยติดเตียง",
                        problem="แม่ติดเตียง ลูกตกงาน", vulnerable=("bedridden",))  # fmt: skip
    helped = centre.grant(centre.verify(helped, 38), 30, "เห็นควรช่วยตามสภาพบ้านและรายได้")
    first, second = [need.pk for need in helped.needs.order_by("pk")]
    centre.give(helped, 22, need=second, given="ถุงยังชีพ 1 ชุด", amount=700, fund="งบกลาง", kind="goods")
    centre.give(helped, 20, need=first, given="เงินสงเคราะห์ครอบครัว", amount=3000, fund="งบกลาง", kind="cash")
    requests.announce(request=helped, until=centre.as_of + timedelta(days=6), by=centre.clerk, at=centre.at(8))
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
