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
    DemoPerson("tum.head", "นายประสิทธิ์ ไม้งามดี", (("LGO-301409", "lgo_head"),)),
    DemoPerson("banrai", "สุดาพร คงมั่น", (("LGO-360904", "lgo_clerk"),)),
    DemoPerson("wiang", "ธนพล แก้ววิเศษ", (("LGO-570906", "lgo_clerk"),)),
    DemoPerson("pakthong", "อรทัย พูนทรัพย์", (("DLA-3014", "district_recorder"), ("DOPA-3014", "drug_recorder"))),
    DemoPerson("pakthong.head", "นายวิเชียร ตั้งใจ", (("DLA-3014", "district_head"),)),
    DemoPerson("pakthong.joint", "สายฝน ใจเย็น", (("DLA-3014", "joint_clerk"),)),
    DemoPerson("pakthong.drug", "ปราณี รอบคอบ", (("DOPA-3014", "drug_recorder"),)),
    DemoPerson("pakthong.chief", "นายวีระ กล้าหาญ", (("DOPA-3014", "drug_chief"),)),
    DemoPerson("pakthong.health", "จันทร์เพ็ญ อารีย์", (("DOPA-3014", "health_reader"),)),
    DemoPerson("takhop", "ประสิทธิ์ บุญมาก", (("TEAM-301405", "team_member"),)),
    DemoPerson("takhop.health", "มาลี อุ่นใจ", (("TEAM-301405", "team_health"),)),
    DemoPerson("thepsathit", "นิพนธ์ ยืนยง", (("DOPA-3609", "drug_recorder"),)),
    DemoPerson("maesai", "วรวิทย์ ดอยคำ", (("DLA-5709", "district_recorder"),)),
    DemoPerson("korat.drug", "ศิริพร ใจกว้าง", (("DOPA-30", "drug_coordinator"),)),
    DemoPerson("korat.governor", "นายสุเทพ มั่นคงดี", (("DOPA-30", "province_head"), ("DLA-30", "province_head"))),
    DemoPerson("korat.local", "มนัส เพียรดี", (("DLA-30", "province_coordinator"),)),
    DemoPerson("chaiyaphum", "จิราภา แสนสุข", (("DLA-36", "province_coordinator"),)),
    DemoPerson("chaiyaphum.drug", "สุรชัย เมตตา", (("DOPA-36", "drug_coordinator"),)),
    DemoPerson("dla", "ปิยะ วงศ์ไทย", (("DLA", "department_analyst"),)),
    DemoPerson("dopa", "นภา รักษ์ถิ่น", (("DOPA", "department_analyst"),)),
    DemoPerson("dopa.desk", "อัมพร เที่ยงตรง", (("DOPA", "drug_department"),)),
    DemoPerson("inspector", "ดำรง ตรงเที่ยง", (("MOI", "inspector"),)),
    DemoPerson("ministry.tips", "รักษ์ ตรวจการณ์", (("MOI", "tip_inspector"),)),
    DemoPerson("ministry.second", "เที่ยง ธรรมรักษ์", (("MOI", "tip_second"), ("MOI", "tip_escrow"))),
    DemoPerson("korat.tips", "ดาว เฝ้าระวัง", (("DOPA-30", "tip_inspector"),)),
    DemoPerson("admin", "สมศรี ดูแลดี", (("MOI", "administrator"),)),
)
