from tidtam.thai.words import NO_BREAK_SPACE, WORD_JOINER, bind, bind_html, office_pieces, pieces, unbind

TEXT = "ส่ง ศอ.ปส.จ. ภายในวันที่ 15 เมษายน 2566 ตาม มท 0311.3/ว 15534 ฐานันดร"


def test_bind_is_undone_by_unbind_and_holds_phrases() -> None:
    bound = bind(TEXT)
    assert unbind(bound) == TEXT
    assert f"15{NO_BREAK_SPACE}เ" in bound
    assert WORD_JOINER in bound
    assert "ส่ง " in bound


def test_html_is_escaped_and_spans_keep_the_words() -> None:
    assert bind_html("ส่ง <b> ภายในวันที่ 15 เมษายน 2566") == (
        'ส่ง &lt;b&gt; ภายใน<span class="nowrap">วันที่ 15 เมษายน 2566</span>'
    )
    assert '<span class="nowrap">มท 0311.3/ว 15534</span>' in bind_html(TEXT)


def test_given_names_are_held_together() -> None:
    assert '<span class="nowrap">สมชาย ใจดี</span>' in bind_html("เรียน สมชาย ใจดี", names=("สมชาย ใจดี", ""))


def test_from_a_day_to_a_day_is_one_thing() -> None:
    for days in ("1–15", "๑๖–๓๑"):
        text = f"งวดวันที่ {days} พฤษภาคม 2569"
        assert bind_html(text) == f'งวด<span class="nowrap">วันที่ {days} พฤษภาคม 2569</span>'
        assert f"–{WORD_JOINER}" in bind(text)
        assert f'<span class="nowrap">วันที่ {days}</span> ของ' in bind_html(f"วันที่ {days} ของเดือน")


def test_the_name_of_a_place_is_one_piece_and_stays_with_a_short_word_before_it() -> None:
    assert office_pieces("องค์การบริหารส่วนตำบลวังน้ำเขียว อำเภอวังน้ำเขียว") == [
        ["องค์การบริหารส่วนตำบล", True], ["วังน้ำเขียว", True], [" ", False], ["อำเภอวังน้ำเขียว", True],
    ]  # fmt: skip
    assert office_pieces("ท้องถิ่นจังหวัดตราด") == [["ท้องถิ่น", False], ["จังหวัดตราด", True]]
    assert office_pieces("อบต.หมูสี") == [["อบต.หมูสี", True]]
    sentence = "อำเภอดำเนินการตามแนวทางที่กำหนดไว้ในหนังสือ"
    assert office_pieces(sentence) == [[sentence, False]]
    assert office_pieces("") == []
    for words in ("จังหวัด อำเภอ", "อำเภอปากช่องจังหวัดนครราชสีมา ว 901 ลงวันที่ 15 พ.ค. 2569"):
        assert "".join(str(said) for said, _ in office_pieces(words)) == words


def test_the_day_of_a_letter_and_a_budget_year_are_each_one_thing():
    assert pieces("หนังสือ ลงวันที่ 15 มีนาคม 2569 ของปีงบประมาณ") == [
        ["หนังสือ ", False], ["ลงวันที่ 15 มีนาคม 2569", True], [" ของ", False], ["ปีงบประมาณ", True],
    ]  # fmt: skip
