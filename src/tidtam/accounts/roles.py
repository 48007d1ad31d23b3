"""Roles as code: a Thai title, what it permits, and whether it reads identified people (then two factors).

No role reads tips and people of the rehabilitation or of requests: who hunts and who cares are never one grant.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from tidtam.kernel.permissions import Permission as P

READER = frozenset(
    {P.HOME_READ, P.OFFICES_READ, P.LETTERS_READ, P.OBLIGATIONS_READ, P.REPORTS_READ, P.MAP_READ, P.SIGNS_READ}
)
CLERK = READER | {
    P.LETTERS_RECEIVE, P.LETTERS_CONFIRM, P.LETTERS_RELAY, P.DUTIES_SEND, P.OBLIGATIONS_MANAGE, P.REPORTS_COMPILE,
    P.SIGNS_MANAGE,
}  # fmt: skip
SUPERIOR = CLERK | {P.OVERVIEW_READ, P.DUTIES_REVIEW, P.REPORTS_REVIEW}
TEAM = frozenset({P.HOME_READ, P.PEOPLE_READ, P.CARE_READ, P.CARE_VISIT})
HEALTH = frozenset({P.CARE_HEALTH, P.CARE_SCREENING})
NEEDS = frozenset({P.NEEDS_READ, P.NEEDS_MANAGE, P.NEEDS_ANSWER})
ANSWER = frozenset({P.NEEDS_READ, P.NEEDS_ANSWER})  # who is asked by an office below, and answers
RECORDER = NEEDS | {
    P.PEOPLE_READ, P.PEOPLE_REGISTER, P.PEOPLE_MERGE, P.PEOPLE_LOG, P.CARE_READ, P.CARE_VISIT, P.CARE_REVIEW,
    P.CARE_MANAGE, P.CARE_TRANSFER, P.CARE_SCREENING, P.CARE_ALERT, P.CARE_FIGURES, P.CARE_EXPORT,
}  # fmt: skip
COORDINATOR = NEEDS | {
    P.PEOPLE_READ, P.PEOPLE_LOG, P.CARE_READ, P.CARE_TRANSFER, P.CARE_ROUTE, P.CARE_DECIDE, P.CARE_ALERT,
    P.CARE_FIGURES, P.CARE_EXPORT,
}  # fmt: skip
WELFARE = frozenset({P.ACTIVITIES_READ, P.ACTIVITIES_MANAGE})  # who does it, and who answers for it
DRUGS = WELFARE | {P.ACTIVITIES_PLAN, P.MEETINGS_READ, P.MEETINGS_MANAGE}  # ศอ.ปส.จ. and ศป.ปส.อ.: plan, do, meet
SHARING = frozenset({P.ACTIVITIES_READ, P.KNOWLEDGE_SHARE})
COUNT = frozenset({P.TIPS_COUNT})  # how many tips, never which
HEAD = READER | {P.LETTERS_ORDER, P.DUTIES_SEND, P.OVERVIEW_READ, P.LETTERS_CONFIRM, P.LETTERS_SECRET, P.REPORTS_SIGN}


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions. `reads_people` makes a second factor mandatory outside the demo.

    `passkey` makes it a passkey, used in this very sign-in: a code can be asked for by a false page, a passkey cannot.
    """

    code: str
    title: str
    permissions: frozenset[P]
    reads_people: bool = False
    passkey: bool = False

    @property
    def label(self) -> str:
        """Return the title in the reader's language."""
        return gettext(self.title)


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role("lgo_clerk", "ธุรการ อปท.", CLERK | NEEDS | WELFARE | {P.CENTRE_MANAGE}, reads_people=True),
        Role("lgo_head", "ผู้บริหาร อปท.", HEAD | WELFARE | {P.NEEDS_READ, P.NEEDS_DECIDE}, reads_people=True),
        Role(
            "joint_clerk",
            "เจ้าหน้าที่ศูนย์ปฏิบัติการร่วม (สถอ.)",
            READER | NEEDS | SHARING | {P.NEEDS_JOINT, P.OVERVIEW_READ},
            reads_people=True,
        ),
        Role("district_recorder", "ผู้บันทึกข้อมูลอำเภอ", SUPERIOR | ANSWER | SHARING, reads_people=True),
        Role(
            "district_head",
            "นายอำเภอ / ท้องถิ่นอำเภอ",
            HEAD | {P.DUTIES_REVIEW, P.REPORTS_REVIEW, P.ACTIVITIES_READ, P.MEETINGS_READ},
        ),
        Role(
            "province_coordinator",
            "ผู้ประสานงานจังหวัด",
            SUPERIOR | ANSWER | SHARING | {P.CENTRE_MANAGE},
            reads_people=True,
        ),
        Role(
            "province_head",
            "ผู้ว่าราชการจังหวัด / ท้องถิ่นจังหวัด",
            HEAD | COUNT | {P.DUTIES_REVIEW, P.REPORTS_REVIEW, P.ACTIVITIES_READ, P.MEETINGS_READ},
        ),
        Role(
            "department_analyst",
            "นักวิเคราะห์กรม",
            SUPERIOR | SHARING | COUNT | {P.CARE_FIGURES, P.RULES_VERIFY, P.REPORTS_TEMPLATE},
        ),
        Role(
            "inspector",
            "ผู้ตรวจราชการ",
            READER | {P.OVERVIEW_READ, P.CARE_FIGURES, P.ACTIVITIES_READ, P.ACTIVITIES_INSPECT, P.MEETINGS_READ},
        ),
        Role("drug_recorder", "ผู้บันทึกข้อมูล ศป.ปส.อ.", SUPERIOR | RECORDER | DRUGS, reads_people=True),
        Role(
            "drug_chief",
            "หัวหน้า ศป.ปส.อ.",
            HEAD
            | {
                P.DUTIES_REVIEW,
                P.REPORTS_REVIEW,
                P.PEOPLE_READ,
                P.CARE_READ,
                P.CARE_ALERT,
                P.CARE_DECIDE,
                P.CARE_FIGURES,
                P.ACTIVITIES_READ,
                P.MEETINGS_READ,
            },
            reads_people=True,
        ),
        Role("drug_coordinator", "ผู้ประสานงาน ศอ.ปส.จ.", SUPERIOR | COORDINATOR | COUNT | DRUGS, reads_people=True),
        Role(
            "drug_department",
            "ศูนย์ยาเสพติดกรม (โต๊ะโอนย้าย)",
            READER
            | DRUGS
            | {P.OVERVIEW_READ, P.CARE_DECIDE, P.CARE_FIGURES, P.CARE_PROGRAMME, P.REPORTS_REVIEW, P.REPORTS_TEMPLATE}
            | {P.ACTIVITIES_INSPECT},
        ),
        Role("team_member", "สมาชิก ขปต.", TEAM, reads_people=True),
        Role("team_health", "สมาชิก ขปต. ด้านสุขภาพ", TEAM | HEALTH, reads_people=True),
        Role(
            "health_reader",
            "เจ้าหน้าที่สาธารณสุข",
            HEALTH | {P.HOME_READ, P.PEOPLE_READ, P.CARE_READ, P.CARE_ALERT},
            reads_people=True,
        ),
        Role("complaint_officer", "เจ้าหน้าที่เรื่องร้องเรียน", frozenset({P.HOME_READ, P.LETTERS_READ}), reads_people=True),
        Role(
            "tip_inspector",
            "ผู้ตรวจเบาะแส (ระบุชื่อ)",
            COUNT | {P.HOME_READ, P.TIPS_READ, P.TIPS_SCREEN},
            reads_people=True,
            passkey=True,
        ),
        Role(
            "tip_second",
            "ผู้ร่วมอนุมัติเปิดซองติดต่อ",
            frozenset({P.HOME_READ, P.TIPS_SECOND}),
            reads_people=True,
            passkey=True,
        ),
        Role(
            "tip_escrow",
            "ผู้ถือส่วนกุญแจสำรองของเบาะแส",
            frozenset({P.HOME_READ, P.TIPS_ESCROW}),
            reads_people=True,
            passkey=True,
        ),
        Role(
            "auditor",
            "ผู้ตรวจสอบ / DPO",
            frozenset({P.HOME_READ, P.OFFICES_READ, P.AUDIT_READ, P.PEOPLE_LOG}),
            reads_people=True,
        ),
        Role(
            "administrator",
            "ผู้ดูแลระบบ",
            frozenset(
                {P.HOME_READ, P.OFFICES_READ, P.OFFICES_MANAGE, P.GRANTS_MANAGE, P.HOLIDAYS_MANAGE, P.AUDIT_READ}
            ),
            reads_people=True,
        ),
    )
}
