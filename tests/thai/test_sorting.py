from tidtam.thai.sorting import th_key


def test_dictionary_order() -> None:
    expected = ["กก", "กา", "กาง", "ก้าง", "เก", "เก้า", "แก", "ขา", "เขา", "ไข่", "คน", "นคร", "ไร่", "อุบล"]
    assert sorted(set(expected), key=th_key) == expected


def test_provinces_are_in_the_official_order() -> None:
    first = ["กระบี่", "กาญจนบุรี", "กาฬสินธุ์", "กำแพงเพชร", "ขอนแก่น", "จันทบุรี", "ฉะเชิงเทรา", "ชลบุรี"]
    middle = ["ชัยนาท", "ชัยภูมิ", "ชุมพร", "เชียงราย", "เชียงใหม่", "ตรัง", "ตราด", "ตาก", "นครนายก", "น่าน"]
    last = ["บึงกาฬ", "เพชรบุรี", "แพร่", "แม่ฮ่องสอน", "ยโสธร", "เลย", "สกลนคร", "หนองคาย", "อ่างทอง", "อุดรธานี"]
    assert sorted({*first, *middle, *last}, key=th_key) == [*first, *middle, *last]
