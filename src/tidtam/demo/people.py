"""The demo's people: invented names, one or two grants each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPerson:
    """A demo account: its grants are (office code, role) pairs, the first is worked under at sign-in."""

    username: str
    name: str
    grants: tuple[tuple[str, str], ...]


PEOPLE = (
    DemoPerson("tum", "กานดา ศรีประทุม", (("LGO-301409", "lgo_clerk"),)),
    DemoPerson("tum.head", "ประสิทธิ์ ไม้งามดี", (("LGO-301409", "lgo_head"),)),
    DemoPerson("banrai", "สุดาพร คงมั่น", (("LGO-360904", "lgo_clerk"),)),
    DemoPerson("wiang", "ธนพล แก้ววิเศษ", (("LGO-570906", "lgo_clerk"),)),
    DemoPerson("pakthong", "อรทัย พูนทรัพย์", (("DLA-3014", "district_recorder"), ("DOPA-3014", "district_recorder"))),
    DemoPerson("maesai", "วรวิทย์ ดอยคำ", (("DLA-5709", "district_recorder"),)),
    DemoPerson("korat.drug", "ศิริพร ใจกว้าง", (("DOPA-30", "province_coordinator"),)),
    DemoPerson("korat.local", "มนัส เพียรดี", (("DLA-30", "province_coordinator"),)),
    DemoPerson("chaiyaphum", "จิราภา แสนสุข", (("DLA-36", "province_coordinator"),)),
    DemoPerson("dla", "ปิยะ วงศ์ไทย", (("DLA", "department_analyst"),)),
    DemoPerson("dopa", "นภา รักษ์ถิ่น", (("DOPA", "department_analyst"),)),
    DemoPerson("inspector", "ดำรง ตรงเที่ยง", (("MOI", "inspector"),)),
    DemoPerson("admin", "สมศรี ดูแลดี", (("MOI", "administrator"),)),
)
