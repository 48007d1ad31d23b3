"""What people ask for, where a need stands and why: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Code(models.TextChoices):
    """What is needed. Source: domain facts 2.5."""

    OCC = "OCC", _("ฝึกอาชีพ/พัฒนาทักษะ")
    JOB = "JOB", _("จัดหางาน/มีงานทำ")
    CAP = "CAP", _("เงินทุน/อุปกรณ์ประกอบอาชีพ")
    EDU = "EDU", _("การศึกษา")
    MED = "MED", _("รักษาพยาบาล/สุขภาพกาย")
    MEN = "MEN", _("สุขภาพจิต")
    WEL = "WEL", _("สงเคราะห์/สวัสดิการ/เบี้ยยังชีพ")
    HOU = "HOU", _("ที่อยู่อาศัย/ซ่อมบ้าน")
    DOC = "DOC", _("เอกสาร/ทะเบียนราษฎร/บัตร")
    LEG = "LEG", _("กฎหมาย/หนี้")
    FAM = "FAM", _("ครอบครัว/เด็ก/ผู้พึ่งพิง")
    REL = "REL", _("ที่พึ่งทางใจ/วัด")
    EQP = "EQP", _("ถุงยังชีพ/ของใช้จำเป็น")
    OTH = "OTH", _("อื่น ๆ")


# Who usually provides it: advice for the clerk who hands a need over, never a rule.
PROVIDERS: dict[str, str | Promise] = {
    Code.OCC: _("สำนักงานพัฒนาฝีมือแรงงานจังหวัด"),
    Code.JOB: _("สำนักงานแรงงานจังหวัด สำนักงานจัดหางานจังหวัด"),
    Code.CAP: _("พมจ. กองทุนแม่ของแผ่นดิน อปท."),
    Code.EDU: _("ศธจ. สกร. สพม. สพป."),
    Code.MED: _("สสจ. โรงพยาบาล รพ.สต."),
    Code.MEN: _("สสจ. โรงพยาบาล"),
    Code.WEL: _("พมจ. อปท."),
    Code.HOU: _("พมจ. อปท."),
    Code.DOC: _("ที่ว่าการอำเภอ"),
    Code.LEG: _("ศูนย์ดำรงธรรม ยุติธรรมจังหวัด"),
    Code.FAM: _("พมจ. บ้านพักเด็กและครอบครัว"),
    Code.REL: _("วัด คณะสงฆ์"),
    Code.EQP: _("อปท. เหล่ากาชาด"),
    Code.OTH: "",
}

# A picture beside the word, so that a long list is found with the eye.
ICONS: dict[str, str] = {
    Code.OCC: "wrench", Code.JOB: "briefcase", Code.CAP: "coins", Code.EDU: "graduation-cap", Code.MED: "first-aid-kit",
    Code.MEN: "smiley", Code.WEL: "hand-heart", Code.HOU: "house-line", Code.DOC: "identification-card",
    Code.LEG: "bank", Code.FAM: "users-three", Code.REL: "sun-horizon", Code.EQP: "package",
    Code.OTH: "dots-three-circle",
}  # fmt: skip


class Bucket(models.TextChoices):
    """Where a need stands; each need stands in exactly one at every instant."""

    UNMET = "unmet", _("ยังไม่ได้")
    IN_PROGRESS = "in_progress", _("กำลังช่วย")
    MET = "met", _("ช่วยแล้ว")
    WITHDRAWN = "withdrawn", _("ขอถอน")
    NOT_ELIGIBLE = "not_eligible", _("ไม่เข้าเกณฑ์")
    MERGED = "merged", _("รวมกับคำขออื่น")


OPEN = (Bucket.UNMET, Bucket.IN_PROGRESS)
COUNTED = (*OPEN, Bucket.MET)  # withdrawn, not eligible and merged needs make nobody one who asked


class Reason(models.TextChoices):
    """Why a need is not met yet."""

    WAITING = "waiting", _("รอรับเรื่อง")
    NO_BUDGET = "no_budget", _("ยังไม่มีงบประมาณ")
    BEYOND = "beyond", _("เกินกำลัง")
    NO_PROVIDER = "no_provider", _("ยังไม่มีหน่วยงานที่ทำได้")
    UNREACHED = "unreached", _("ติดต่อไม่ได้")
    OTHER = "other", _("เหตุอื่น")


class Source(models.TextChoices):
    """By which door it came. Everything a district enters comes by the same door, so the door tells nothing."""

    DISTRICT = "district", _("อำเภอ")
    COUNTER = "counter", _("เคาน์เตอร์")
    PHONE = "phone", _("โทรศัพท์")
    WEB = "web", _("เว็บไซต์")
    SURVEY = "survey", _("การสำรวจ")
    LETTER = "letter", _("หนังสือ")


class Category(models.TextChoices):
    """What kind of help it is under the regulation. Source: domain facts 3.1."""

    DISASTER = "DISASTER", _("สาธารณภัย")
    QOL = "QOL", _("ส่งเสริมและพัฒนาคุณภาพชีวิต")
    DISEASE = "DISEASE", _("ป้องกันและควบคุมโรคติดต่อ")
    FARMER = "FARMER", _("เกษตรกรผู้มีรายได้น้อย")


class Track(models.TextChoices):
    """Whether somebody is helped at once or after the committee."""

    IMMEDIATE = "immediate", _("ช่วยเฉพาะหน้า")
    COMMITTEE = "committee", _("ผ่านคณะกรรมการ")


class RequestState(models.TextChoices):
    """Where a request stands in the office's work; what became of each need is in its bucket."""

    RECEIVED = "received", _("รับเรื่องแล้ว")
    VERIFYING = "verifying", _("กำลังตรวจข้อเท็จจริง")
    CHECKED = "checked", _("ตรวจแล้ว รอพิจารณา")
    COMMITTEE = "committee", _("รอคณะกรรมการ")
    DECIDED = "decided", _("พิจารณาแล้ว รอช่วย")
    DELIVERING = "delivering", _("กำลังช่วย")
    HELPED = "helped", _("ช่วยครบแล้ว รอปิดประกาศ")
    ANNOUNCED = "announced", _("ปิดประกาศอยู่")
    REOPENED = "reopened", _("เปิดเรื่องอีกครั้ง")
    CLOSED = "closed", _("ปิดเรื่องแล้ว")
    REFUSED = "refused", _("ไม่เข้าเกณฑ์")
    WITHDRAWN = "withdrawn", _("ผู้ขอถอนเรื่อง")
    MERGED = "merged", _("รวมกับคำขออื่น")
    HANDED = "handed", _("ส่งต่อหน่วยอื่นทั้งเรื่อง")


# Before anybody decided; between decision and end; ended. The database holds: an ended request has no open need.
IN_WORK = (
    RequestState.RECEIVED, RequestState.VERIFYING, RequestState.CHECKED, RequestState.COMMITTEE, RequestState.REOPENED,
)  # fmt: skip
IN_HELP = (RequestState.DECIDED, RequestState.DELIVERING, RequestState.HELPED, RequestState.ANNOUNCED)
LIVE = (*IN_WORK, *IN_HELP)
ENDED = (
    RequestState.CLOSED, RequestState.REFUSED, RequestState.WITHDRAWN, RequestState.MERGED, RequestState.HANDED,
)  # fmt: skip


class Decision(models.TextChoices):
    """What was decided about a request."""

    GRANTED = "granted", _("เห็นควรช่วยเหลือ")
    REFUSED = "refused", _("ไม่เข้าเกณฑ์")
    DEFERRED = "deferred", _("เลื่อนพิจารณา")
    REFERRED = "referred", _("ส่งต่อหน่วยที่ทำได้")


class DeliveryKind(models.TextChoices):
    """In what form help was given."""

    CASH = "cash", _("เงิน")
    GOODS = "goods", _("สิ่งของ")
    SERVICE = "service", _("แรงงานหรือบริการ")
    TRAINING = "training", _("ฝึกอาชีพ")


class Vulnerable(models.TextChoices):
    """Who in the household needs particular care."""

    CHILD = "child", _("เด็กเล็ก")
    ELDER = "elder", _("ผู้สูงอายุ")
    DISABLED = "disabled", _("คนพิการ")
    BEDRIDDEN = "bedridden", _("ผู้ป่วยติดเตียง")
    PREGNANT = "pregnant", _("หญิงตั้งครรภ์")
    ALONE = "alone", _("อยู่คนเดียว")


class CheckCode(models.TextChoices):
    """What is looked at before somebody decides."""

    IDENTITY = "identity", _("ตรวจบัตร")
    ADDRESS = "address", _("ที่อยู่ตรงกัน")
    PHOTOS = "photos", _("ภาพความเสียหาย อย่างน้อย 2 ภาพ")
    POSITION = "position", _("พิกัดบ้าน")
    FACTS = "facts", _("สอบข้อเท็จจริงในพื้นที่")
    OTHERS = "others", _("ถามถึงความช่วยเหลือจากหน่วยอื่นแล้ว")


class EvidenceKind(models.TextChoices):
    """What a file shows."""

    PHOTO = "photo", _("ภาพถ่าย")
    DOCUMENT = "document", _("เอกสาร")


class Side(models.TextChoices):
    """Who said or sent something."""

    CITIZEN = "citizen", _("ผู้ขอ")
    OFFICE = "office", _("หน่วยงาน")
    AGENCY = "agency", _("หน่วยที่รับเรื่องต่อ")


class Likeness(models.TextChoices):
    """What the clerk concluded from like requests."""

    NONE = "none", _("ไม่พบคำขอที่คล้ายกัน")
    DIFFERENT = "different", _("พบ แต่เป็นคนละเรื่อง")
    SAME = "same", _("พบ และเป็นเรื่องเดียวกัน")


class MeetingState(models.TextChoices):
    """Where a meeting of the committee stands."""

    PLANNED = "planned", _("นัดประชุม")
    HELD = "held", _("ประชุมแล้ว")
    CONFIRMED = "confirmed", _("รับรองมติแล้ว")


class Seat(models.TextChoices):
    """In which capacity somebody sits in the committee."""

    CHAIR = "chair", _("ประธาน")
    MEMBER = "member", _("กรรมการ")
    SECRETARY = "secretary", _("กรรมการและเลขานุการ")
    ASSISTANT = "assistant", _("ผู้ช่วยเลขานุการ")


class AnnouncementState(models.TextChoices):
    """Where an announcement stands."""

    DRAFT = "draft", _("ร่าง")
    POSTED = "posted", _("ปิดประกาศอยู่")
    TAKEN_DOWN = "taken_down", _("ครบกำหนด ปลดแล้ว")


class AgencyKind(models.TextChoices):
    """What kind of partner an agency is: the eight of the letter on aftercare, and those the needs point to."""

    ADMINISTRATION = "administration", _("ที่ทำการปกครองจังหวัด")
    HEALTH = "health", _("สำนักงานสาธารณสุขจังหวัด")
    WELFARE = "welfare", _("สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด")
    LABOUR = "labour", _("สำนักงานแรงงานจังหวัด")
    EMPLOYMENT = "employment", _("สำนักงานจัดหางานจังหวัด")
    SKILL = "skill", _("สำนักงานพัฒนาฝีมือแรงงานจังหวัด")
    EDUCATION = "education", _("สำนักงานศึกษาธิการจังหวัด")
    LEARNING = "learning", _("สำนักงานส่งเสริมการเรียนรู้จังหวัด")
    SCHOOLS = "schools", _("สำนักงานเขตพื้นที่การศึกษา")
    HOSPITAL = "hospital", _("โรงพยาบาล")
    SHELTER = "shelter", _("บ้านพักเด็กและครอบครัว")
    JUSTICE = "justice", _("สำนักงานยุติธรรมจังหวัด")
    DAMRONGTHAM = "damrongtham", _("ศูนย์ดำรงธรรม")
    RED_CROSS = "red_cross", _("เหล่ากาชาดจังหวัด")
    TEMPLE = "temple", _("วัด คณะสงฆ์")
    DISTRICT = "district", _("ที่ว่าการอำเภอ")
    LGO = "lgo", _("องค์กรปกครองส่วนท้องถิ่น")
    OTHER = "other", _("หน่วยอื่น")


class ReferralKind(models.TextChoices):
    """Why something goes to another."""

    REFERRAL = "referral", _("ส่งต่อ")
    ESCALATION = "escalation", _("เกินกำลัง ส่งหน่วยเหนือ")
    RETURN = "return", _("ส่งกลับให้ตัดสิน")


class ReferralState(models.TextChoices):
    """Where a referral stands."""

    SENT = "sent", _("ส่งแล้ว ยังไม่เปิด")
    READ = "read", _("เปิดอ่านแล้ว")
    ACKNOWLEDGED = "acknowledged", _("รับเรื่องแล้ว")
    ASKED = "asked", _("ขอข้อมูลเพิ่ม")
    DONE = "done", _("ช่วยแล้ว")
    CANNOT = "cannot", _("ทำไม่ได้")
    NOT_OURS = "not_ours", _("ไม่ใช่งานของเรา")
    CLIMBED = "climbed", _("ไม่ตอบ ส่งหน่วยเหนือแล้ว")
    ROUTED = "routed", _("ส่งให้หน่วยอื่นแล้ว")
    RECALLED = "recalled", _("เรียกคืน")
    EXPIRED = "expired", _("หมดอายุ")


REFERRAL_LIVE = (ReferralState.SENT, ReferralState.READ, ReferralState.ACKNOWLEDGED, ReferralState.ASKED)


class Condition(models.TextChoices):
    """How a sign looks. Source: domain facts 3.6."""

    GOOD = "1", _("สมบูรณ์")
    DAMAGED = "2", _("ชำรุด")
    ABSENT = "3", _("ไม่มี")


class ChannelKind(models.TextChoices):
    """By which ways people reach the centre."""

    COUNTER = "counter", _("เคาน์เตอร์")
    PHONE = "phone", _("โทรศัพท์")
    LINE = "line", _("ไลน์")
    WEB = "web", _("เว็บไซต์หรือคิวอาร์")
    MOBILE = "mobile", _("หน่วยเคลื่อนที่เร็ว")
    VILLAGE_HEAD = "village_head", _("ผู้ใหญ่บ้าน กำนัน")
    POST = "post", _("ไปรษณีย์")


class Helped(models.TextChoices):
    """Whether it was help, in the requester's own view."""

    YES = "yes", _("ช่วยได้")
    PARTLY = "partly", _("ช่วยได้บางส่วน")
    NO = "no", _("ยังไม่ได้รับความช่วยเหลือ")
