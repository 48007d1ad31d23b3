"""States and codes of the aftercare room: stable English or official values, Thai labels. Source: domain facts 2."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseStatus(TextChoices):
    """Where a case stands; a running transfer is a row of its own."""

    REGISTERED = "registered", _("ลงทะเบียนแล้ว")
    ACTIVE = "active", _("ติดตามอยู่")
    SUSPENDED = "suspended", _("พักการติดตาม")
    LOST = "lost", _("ขาดการติดต่อ")
    COMPLETED = "completed", _("ครบหนึ่งปี")
    CLOSED = "closed", _("ปิดเรื่อง")


class CloseReason(TextChoices):
    """Why a case was closed before its year."""

    DECEASED = "deceased", _("เสียชีวิต")
    RE_ENTERED = "re_entered", _("เข้ารับการบำบัดใหม่")
    NOT_A_CASE = "not_a_case", _("ไม่เคยผ่านโครงการ")
    REFUSED = "refused", _("ปฏิเสธการติดตาม")


class SuspensionKind(TextChoices):
    """Why rounds are excused for a while; the year does not move."""

    JAILED = "jailed", _("ถูกคุมขัง")
    HOSPITAL = "hospital", _("พักรักษาในโรงพยาบาล")
    ORDAINED = "ordained", _("บวช")
    CONSCRIPTED = "conscripted", _("เกณฑ์ทหาร")
    ABROAD = "abroad", _("อยู่ต่างประเทศ")


class RoundState(TextChoices):
    """Stored state of a round; early and late are computed from the day of the visit."""

    PLANNED = "planned", _("ยังไม่ถึง")
    DUE = "due", _("ถึงกำหนด")
    DONE = "done", _("ทำแล้ว")
    MISSED = "missed", _("ขาด")
    EXCUSED = "excused", _("ยกเว้น")


class Result(TextChoices):
    """Result of a visit (`visit_result`)."""

    F1 = "F1", _("พบตัว ไม่กลับไปใช้")
    F2 = "F2", _("พบตัว กลับไปใช้ซ้ำ")
    F3 = "F3", _("พบตัว ไม่ให้ข้อมูล")
    C1 = "C1", _("ไม่พบตัว ได้ข้อมูลจากผู้ดูแล")
    N1 = "N1", _("ไม่พบตัว ติดต่อไม่ได้")
    M1 = "M1", _("ย้ายออกนอกอำเภอ ในจังหวัด")
    M2 = "M2", _("ย้ายออกนอกจังหวัด")
    J1 = "J1", _("ถูกจับ ถูกคุมขัง")
    T1 = "T1", _("เข้ารับการบำบัดใหม่")
    H1 = "H1", _("พักรักษาในโรงพยาบาล")
    O1 = "O1", _("บวช")
    O2 = "O2", _("เกณฑ์ทหาร")
    O3 = "O3", _("ไปต่างประเทศ")
    D1 = "D1", _("เสียชีวิต")
    R1 = "R1", _("ปฏิเสธการติดตาม")
    X1 = "X1", _("ชื่อผิด ไม่เคยผ่านโครงการ")


class Mode(TextChoices):
    """How the contact was made."""

    HOME = "H", _("เยี่ยมบ้าน")
    MEETING = "O", _("นัดพบ")
    PHONE = "T", _("โทรศัพท์")
    VIDEO = "V", _("วิดีโอ")
    CAREGIVER = "C", _("สอบถามผู้ดูแล")


class VisitState(TextChoices):
    """What the recorder said of a visit."""

    SUBMITTED = "submitted", _("รอตรวจรับ")
    RETURNED = "returned", _("ส่งคืนแก้")
    ACCEPTED = "accepted", _("ตรวจรับแล้ว")


class VisitKind(TextChoices):
    """What a visit fills."""

    ROUND = "round", _("ตามรอบ")
    EXTRA = "extra", _("นอกรอบ")
    CLOSING = "closing", _("ประเมินปิด")


class Used(TextChoices):
    """Use since the visit before."""

    NO = "N", _("ไม่ใช้")
    YES = "Y", _("ใช้")
    REFUSED = "R", _("ไม่ตอบ")
    UNKNOWN = "U", _("ไม่ทราบ")


class Substance(TextChoices):
    """Codes of substances. Source: domain facts 4."""

    YABA = "01", _("ยาบ้า")
    ICE = "02", _("ไอซ์")
    HEROIN = "03", _("เฮโรอีน")
    OPIUM = "04", _("ฝิ่น")
    CANNABIS = "05", _("กัญชา")
    KRATOM = "06", _("กระท่อม 4x100")
    KETAMINE = "07", _("เคตามีน")
    COCAINE = "08", _("โคเคน")
    ECSTASY = "09", _("ยาอี")
    INHALANT = "10", _("สารระเหย")
    BENZO = "11", _("ยานอนหลับ")
    TRAMADOL = "12", _("ทรามาดอล ยาแก้ไอ")
    METHADONE = "13", _("เมทาโดนนอกการรักษา")
    ALCOHOL = "14", _("สุรา")
    TOBACCO = "15", _("บุหรี่")
    SEVERAL = "88", _("หลายชนิด")
    OTHER = "99", _("อื่น ๆ")


class Colour(TextChoices):
    """Triage colour at enrolment."""

    GREEN = "green", _("เขียว")
    YELLOW = "yellow", _("เหลือง")
    ORANGE = "orange", _("ส้ม")
    RED = "red", _("แดง")


class Urine(TextChoices):
    """Result of a urine screening; positive is a screening, no evidence."""

    NEGATIVE = "NEG", _("ไม่พบ")
    POSITIVE = "POS", _("พบ")
    INVALID = "INV", _("แปลผลไม่ได้")
    REFUSED = "REF", _("ปฏิเสธ")
    NOT_DONE = "NA", _("ไม่ตรวจ")


class AlertKind(TextChoices):
    """What an alert is about; never shown on a lock screen."""

    SELF_HARM = "self_harm", _("มีความคิดทำร้ายตนเอง")
    SUICIDE_RISK = "suicide_risk", _("ประเมิน 8Q พบความเสี่ยง")
    VIOLENCE = "violence", _("ความรุนแรง")
    PSYCHOSIS = "psychosis", _("สัญญาณเตือนทางจิต")
    RED = "red", _("กลุ่มสีแดง")


class TaskKind(TextChoices):
    """Work that follows from a visit or a state."""

    HEALTH = "health", _("ประเมินสุขภาพจิตวันนี้")
    TRACING = "tracing", _("ตามหาประจำเดือน")
    CLOSING = "closing", _("ประเมินปิดเมื่อครบปี")
    MOVE = "move", _("หาอำเภอปลายทางที่ย้ายไป")


class HealthEnd(TextChoices):
    """Why a health assessment is put off or will not be done here."""

    LATER = "later", _("วันนี้ไม่ว่าง ไปใหม่วันที่…")
    ELSEWHERE = "elsewhere", _("ประเมินแล้วที่หน่วยบริการ วันที่…")
    REFUSED = "refused", _("เขาปฏิเสธ ไม่ขอรับการประเมิน")
    NOT_FOUND = "not_found", _("ไม่พบตัว")


class TaskState(TextChoices):
    """Whether a task is open."""

    OPEN = "open", _("ต้องทำ")
    DONE = "done", _("ทำแล้ว")
    CANCELLED = "cancelled", _("ไม่ต้องทำแล้ว")


class Stage(TextChoices):
    """Where an offer of responsibility stands; who may act follows from it."""

    FROM_PROVINCE = "from_province", _("รอ ศอ.ปส.จ. ต้นทางส่งต่อ")
    TO_PROVINCE = "to_province", _("รอ ศอ.ปส.จ. ปลายทางส่งต่อ")
    RECEIVER = "receiver", _("รอปลายทางรับ")
    SUPERIOR = "superior", _("รอผู้บังคับบัญชาร่วมชี้ขาด")
    ACCEPTED = "accepted", _("รับแล้ว")
    KEPT = "kept", _("ให้ต้นทางดูแลต่อ")
    WITHDRAWN = "withdrawn", _("ถอนแล้ว")


class TransferReason(TextChoices):
    """Why responsibility is offered."""

    MOVED = "moved", _("ย้ายที่อยู่")
    LIVES_ELSEWHERE = "lives_elsewhere", _("อยู่อำเภออื่นตั้งแต่จบโครงการ")
    TEAM = "team", _("เปลี่ยนทีมในอำเภอ")


class RosterState(TextChoices):
    """The life of a roster import."""

    CHECKED = "checked", _("ตรวจแล้ว")
    APPLYING = "applying", _("กำลังนำเข้า")
    APPLIED = "applied", _("นำเข้าแล้ว")
    UNDONE = "undone", _("เลิกทำแล้ว")
    FAILED = "failed", _("นำเข้าไม่สำเร็จ")


class MemberKind(TextChoices):
    """Who visits."""

    KAMNAN = "kamnan", _("กำนัน")
    VILLAGE_HEAD = "village_head", _("ผู้ใหญ่บ้าน")
    COMMITTEE = "committee", _("กรรมการหมู่บ้าน")
    HEALTH_VOLUNTEER = "health_volunteer", _("อสม.")
    VDC = "vdc", _("อส.")
    POLICE = "police", _("ตำรวจ")
    LGO = "lgo", _("เจ้าหน้าที่ อปท.")
    DEPUTY = "deputy", _("ปลัดอำเภอ")
    HEALTH_STAFF = "health_staff", _("เจ้าหน้าที่ รพ.สต.")
    OTHER = "other", _("อื่น ๆ")


class TicketState(TextChoices):
    """Where a report of trouble with a national system stands."""

    OPEN = "open", _("รอจังหวัดตอบ")
    ANSWERED = "answered", _("ตอบแล้ว")
    CLOSED = "closed", _("ปิดแล้ว")


class Outcome(TextChoices):
    """How a year ended, as the closing assessment says."""

    STABLE = "stable", _("ครบปี ไม่กลับไปใช้")
    RELAPSED = "relapsed", _("ครบปี เคยกลับไปใช้ซ้ำ")
    IN_CARE = "in_care", _("ครบปี ส่งดูแลต่อ")
    NOT_FOUND = "not_found", _("ครบปี ไม่พบตัว")


class NotFoundWhy(TextChoices):
    """Why nobody was met."""

    AWAY = "away", _("ไม่อยู่บ้าน")
    WORKING = "working", _("ไปทำงานต่างถิ่น")
    NO_ANSWER = "no_answer", _("โทรไม่รับ ติดต่อไม่ได้")
    AVOIDS = "avoids", _("ไม่ออกมาพบ")
    ADDRESS = "address", _("หาบ้านไม่เจอ")
    OTHER = "other", _("เหตุอื่น")


class FamilyRelation(TextChoices):
    """ความสัมพันธ์ในครอบครัว. Source: domain facts 2.2."""

    GOOD = "1", _("ดี")
    FAIR = "2", _("ปานกลาง")
    CONFLICT = "3", _("ขัดแย้ง")
    ABANDONED = "4", _("ถูกทอดทิ้ง")


class Housing(TextChoices):
    """Where somebody sleeps now."""

    FAMILY = "1", _("บ้านตนเองหรือครอบครัว")
    RENTED = "2", _("ห้องเช่า บ้านเช่า")
    EMPLOYER = "3", _("ที่พักนายจ้าง")
    TEMPLE = "4", _("วัด สถานสงเคราะห์")
    NONE = "5", _("ไม่มีที่พัก")


class Health(TextChoices):
    """สุขภาพกาย. Source: domain facts 2.2."""

    GOOD = "1", _("ดี")
    FAIR = "2", _("พอใช้")
    POOR = "3", _("ไม่ดี")


class Counselling(TextChoices):
    """What was talked about."""

    LISTENED = "listened", _("รับฟัง ให้กำลังใจ")
    REFUSING = "refusing", _("วิธีปฏิเสธเมื่อมีคนชวน")
    TRIGGERS = "triggers", _("ห่างจากสิ่งกระตุ้น")
    FAMILY = "family", _("คุยกับครอบครัว")
    WORK = "work", _("งาน อาชีพ")
    HEALTH = "health", _("สุขภาพ การกินยา")
    FAITH = "faith", _("ที่พึ่งทางใจ")
    REFERRED = "referred", _("แนะนำหน่วยช่วยเหลือ")
