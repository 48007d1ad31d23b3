"""What can be wrong with a file, each with a sentence that says what to do next."""

from __future__ import annotations

from typing import Any

from tidtam.kernel.problem import Problem


def gettext_noop(text: str) -> str:
    """Mark a sentence for the catalogue of translations; this room itself knows no Django."""
    return text


_SAYS = {
    "files.empty": gettext_noop("ไฟล์นี้ว่างเปล่า ไม่มีข้อมูลอยู่ข้างใน โปรดเลือกไฟล์ใหม่ หรือสแกนหนังสืออีกครั้งแล้วส่งมาใหม่"),
    "files.too_large": gettext_noop(
        "ไฟล์ใหญ่เกินไป ({size_mb} MB) รับได้ไม่เกิน {limit_mb} MB "
        "โปรดสแกนใหม่ที่ความละเอียด 200–300 dpi แบบขาวดำ หรือแบ่งเป็นหลายไฟล์"
    ),
    "files.too_long": gettext_noop(
        "ข้อความยาวเกินไป ({characters} ตัวอักษร) รับได้ไม่เกิน {limit} ตัวอักษร โปรดส่งเฉพาะตัวหนังสือราชการ ไม่รวมตารางหรือภาคผนวก"
    ),
    "files.encrypted": gettext_noop(
        "ไฟล์นี้ตั้งรหัสผ่านไว้ ระบบจึงเปิดอ่านไม่ได้ โปรดเปิดไฟล์ด้วยรหัสผ่าน แล้วบันทึกใหม่แบบไม่มีรหัสผ่าน (สั่งพิมพ์เป็น PDF) ก่อนส่งมา"
    ),
    "files.corrupt": gettext_noop(
        "ไฟล์เสียหายหรือส่งมาไม่ครบ จึงเปิดอ่านไม่ได้ โปรดลองเปิดไฟล์ในเครื่องของท่านก่อน ถ้าเปิดไม่ได้ให้ขอไฟล์ใหม่จากผู้ส่ง หรือสแกนใหม่"
    ),
    "files.unsupported": gettext_noop(
        "ไฟล์ชนิดนี้ยังอ่านไม่ได้ ({found}) รับเฉพาะ PDF, รูปภาพ (PNG, JPG, WebP, TIFF), DOCX และ TXT โปรดบันทึกเป็น PDF แล้วส่งมาใหม่"
    ),
    "files.bomb": gettext_noop(
        "ไฟล์นี้คลายออกแล้วใหญ่ผิดปกติ ระบบจึงไม่เปิดเพื่อความปลอดภัย โปรดบันทึกใหม่เป็น PDF หรือย่อขนาดรูปภาพ แล้วส่งมาใหม่"
    ),
    "files.too_many_pages": gettext_noop(
        "ไฟล์นี้มี {pages} หน้า รับได้ไม่เกิน {limit} หน้าต่อครั้ง โปรดแยกเฉพาะหน้าที่เป็นหนังสือราชการ "
        "แล้วส่งเป็นหลายไฟล์ ส่วนภาคผนวกให้แนบแยกต่างหาก"
    ),
    "files.too_many_scans": gettext_noop(
        "ไฟล์นี้มีหน้าที่เป็นภาพสแกน {pages} หน้า อ่านได้ไม่เกิน {limit} หน้าต่อครั้ง โปรดแยกเฉพาะหน้าที่เป็นหนังสือราชการ "
        "แล้วส่งเป็นหลายไฟล์ ส่วนภาคผนวกให้แนบแยกต่างหาก"
    ),
    "files.timeout": gettext_noop(
        "อ่านไฟล์นี้นานเกินเวลาที่กำหนด ระบบจึงหยุดอ่าน โปรดส่งครั้งละน้อยหน้าลง หรือสแกนใหม่ที่ความละเอียด 200–300 dpi แล้วลองอีกครั้ง"
    ),
    "files.no_text": gettext_noop(
        "ไม่พบข้อความในไฟล์นี้ อาจเป็นภาพถ่ายที่ไม่ใช่หนังสือ หรือภาพไม่ชัด "
        "โปรดถ่ายหรือสแกนใหม่ให้ตรง สว่าง และเห็นเต็มหน้า หรือวางข้อความลงในช่องข้อความแทน"
    ),
    "files.encoding": gettext_noop(
        "อ่านรหัสตัวอักษรของไฟล์ข้อความนี้ไม่ออก โปรดบันทึกใหม่โดยเลือกการเข้ารหัส UTF-8 หรือคัดลอกข้อความมาวางในช่องข้อความแทน"
    ),
    "files.ocr_missing": gettext_noop(
        "เครื่องแม่ข่ายยังไม่ได้ติดตั้งโปรแกรมอ่านภาพสแกน โปรดแจ้งผู้ดูแลระบบให้ติดตั้งแพ็กเกจ "
        "tesseract-ocr และ tesseract-ocr-tha ระหว่างนี้ส่งเป็น DOCX, PDF ที่คัดลอกข้อความได้ หรือวางข้อความแทนได้"
    ),
}

# One code, two sentences: what to do differs a little, what the program does about it does not.
_SAME_AS = {"files.too_many_scans": "files.too_many_pages", "files.too_long": "files.too_large"}

WARN_OCR = gettext_noop("อ่านข้อความจากภาพสแกน ตัวเลขไทย วันที่ และเลขที่หนังสืออาจผิดได้ โปรดตรวจเทียบกับภาพก่อนยืนยัน")
WARN_FAINT = gettext_noop("ภาพหน้า {pages} ไม่ชัด ข้อความที่อ่านได้อาจผิดหลายแห่ง ควรสแกนใหม่ที่ความละเอียด 300 dpi")
WARN_BLANK = gettext_noop("ไม่พบข้อความในหน้า {pages} โปรดตรวจว่าเป็นหน้าว่างหรือรูปภาพจริง")
WARN_TURNED = gettext_noop("ภาพหน้า {pages} วางผิดด้าน ระบบหมุนให้ตรงแล้ว")
WARN_REPAIRED = gettext_noop("ชั้นข้อความของหน้า {pages} เข้ารหัสแบบเก่า ระบบแปลงเป็นอักษรไทยให้แล้ว โปรดตรวจเทียบกับภาพ")
WARN_BYTES = gettext_noop("ไฟล์ข้อความมีตัวอักษรที่อ่านไม่ออก {count} ตัว แสดงเป็นเครื่องหมาย � โปรดตรวจเทียบกับต้นฉบับ")
WARN_CP874 = gettext_noop("ไฟล์ข้อความใช้รหัสภาษาไทยแบบเก่า (TIS-620) ระบบแปลงให้แล้ว")

SENTENCES = (*_SAYS.values(), WARN_OCR, WARN_FAINT, WARN_BLANK, WARN_TURNED, WARN_REPAIRED, WARN_BYTES, WARN_CP874)


def problem(code: str, **details: Any) -> Problem:
    """Return the Problem of `code` with its Thai sentence; `details` fill the sentence and stay on the Problem."""
    return Problem(_SAME_AS.get(code, code), _SAYS[code].format(**details), field="file", **details)
