"""The invented list of local governments, without a database."""

from __future__ import annotations

from collections import Counter

from tidtam.demo import lgos
from tidtam.offices import seeds


def test_kinds_come_in_the_published_numbers() -> None:
    made = lgos.lgo_seeds()
    assert Counter(str(seed.lgo_type) for seed in made) == {
        "PAO": 76, "CITY": 30, "TOWN": 190, "SUBM": 2_242, "TAO": 5_312, "SPEC": 1,
    }  # fmt: skip
    assert {seed.source for seed in made} == {"demo"}


def test_codes_numbers_and_names_do_not_repeat() -> None:
    made = lgos.lgo_seeds()
    assert len({s.code for s in made}) == len({s.letter_prefix for s in made}) == len(made) == 7_851
    assert len({(s.district, s.province, s.name_th) for s in made}) == len(made)


def test_the_story_finds_its_offices() -> None:
    by_code = {seed.code: seed for seed in lgos.lgo_seeds()}
    assert by_code["LGO-301409"].name_th == "องค์การบริหารส่วนตำบลตูม"
    assert by_code["LGO-360904"].short_name == "อบต.บ้านไร่"
    assert by_code["LGO-570906"].short_name == "ทต.เวียงพางคำ"
    assert by_code["LGO-3601M1"].short_name == "ทม.ชัยภูมิ"
    assert by_code["LGO-3600"].short_name == "อบจ.ชัยภูมิ"


def test_two_runs_give_the_same_rows() -> None:
    first = lgos.lgo_seeds()
    lgos._areas.cache_clear()
    assert lgos.lgo_seeds() == first


def test_state_offices_are_whole() -> None:
    made = seeds.national()
    assert Counter((str(s.line), str(s.level)) for s in made) == {
        ("root", "ministry"): 1, ("dopa", "department"): 1, ("dla", "department"): 1, ("dopa", "province"): 76,
        ("dla", "province"): 76, ("dopa", "district"): 878, ("dla", "district"): 878, ("bangkok", "lgo"): 1,
        ("bangkok", "district"): 50, ("agency", "agency"): 1,
    }  # fmt: skip
    prefixes = {s.code: s.letter_prefix for s in made}
    assert (prefixes["DLA-3014"], prefixes["DLA-3609"], prefixes["DLA-5709"]) == (
        "นม 0023.26", "ชย 0023.14", "ชร 0023.20",
    )  # fmt: skip
    assert len({s.letter_prefix for s in made}) == len(made)
