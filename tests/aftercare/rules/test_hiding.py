"""No hidden figure can be computed from what is shown on any page: another world shows the same and differs there."""

from __future__ import annotations

import random
import time

from tidtam.aftercare.rules.hiding import ROOT, Split, Verdicts, above, added, alone, below, divided, is_small, own

PARTS = ("found", "not_found", "moved", "jailed", "died")
# What a leaf is made of, and what each atom counts for.
ATOMS = {
    "kept": ("followed", "found", "kept"), "relapsed": ("followed", "found", "relapsed"),
    "silent": ("followed", "found"), "not_found": ("followed", "not_found"), "moved": ("followed", "moved"),
    "jailed": ("followed", "jailed"), "died": ("followed", "died"), "helped": ("asked", "helped"),
    "waiting": ("asked", "waiting"), "escalated": ("asked", "waiting", "escalated"),
}  # fmt: skip


def splits() -> list[Split]:
    found = divided(divided(alone("followed", "asked"), "followed", PARTS), "found", ("kept", "relapsed"))
    return divided(divided(found, "asked", ("helped", "waiting")), "waiting", ("escalated",))


def row_of(atoms: dict[str, int]) -> dict[str, int]:
    return added(dict.fromkeys(ATOMS[atom], n) for atom, n in atoms.items())


def grown(chance: random.Random) -> dict[str, dict[str, int]]:
    """Return the atoms of the leaves of a random tree: a department and a city, provinces, districts, teams."""
    leaves: dict[str, dict[str, int]] = {}
    some = chance.choice([(0, 1), (0, 0, 1, 6), (0, 3, 9), (0, 0, 0, 2, 30), (0, 0, 0, 0, 0, 1, 2)])
    for place in ("1.a.1.2.", "1.a.1.3.", "1.a.1.4.", "1.b.9."):
        for district in range(chance.randint(0, 3)):
            path = f"{place}{district}."
            for end in ("", *(f"{team}." for team in range(chance.randint(0, 2)))):
                if end or chance.random() < 0.5:
                    leaves[path + end] = {atom: chance.choice(some) for atom in ATOMS}
    return leaves


def all_places(leaves: dict[str, dict[str, int]]) -> dict[str, list[str]]:
    """Return every place and row that some page shows, with the leaves that count for it."""
    found: dict[str, list[str]] = {}
    for leaf in leaves:
        here = own(leaf)
        while here:
            found.setdefault(here, []).append(leaf)
            here = above(here) if here != ROOT else ""
    return found


def shown(leaves: dict[str, dict[str, int]], places: dict[str, list[str]], hidden: dict[str, frozenset[str]]) -> dict:
    rows = {leaf: row_of(atoms) for leaf, atoms in leaves.items()}
    return {
        (place, name): n
        for place, members in places.items()
        for name, n in added(rows[leaf] for leaf in members).items()
        if name not in hidden[place]
    }


def another_world(leaves: dict, places: dict, hidden: dict, place: str, name: str) -> bool:
    """Say whether moving a person or two between leaves changes a hidden figure and nothing that is shown."""
    before = shown(leaves, places, hidden)
    mine = places[place]
    inside = [atom for atom, names in ATOMS.items() if name in names]
    for leaf in mine:
        for atom in inside:
            for other in [*(one for one in leaves if one not in mine), None]:
                for back in [None, *(one for one in ATOMS if one not in inside)]:
                    for step in (-1, 1):
                        world = {one: dict(atoms) for one, atoms in leaves.items()}
                        world[leaf][atom] += step
                        if other:
                            world[other][atom] -= step
                        if back:
                            world[leaf][back] -= step
                            if other:
                                world[other][back] += step
                        if min(n for atoms in world.values() for n in atoms.values()) < 0:
                            continue
                        if shown(world, places, hidden) == before:
                            return True
    return False


def test_no_page_and_no_sum_of_pages_tells_a_small_figure():
    chance, tried = random.Random(11), 0
    for _turn in range(40):
        leaves = grown(chance)
        if not leaves:
            continue
        places = all_places(leaves)
        rows = {leaf: row_of(atoms) for leaf, atoms in leaves.items()}
        verdicts = Verdicts(splits(), rows)
        hidden = {place: verdicts.hidden(place) for place in places}
        for place, members in places.items():
            for name, n in added(rows[leaf] for leaf in members).items():
                if not is_small(n):
                    continue
                assert name in hidden[place], (place, name, n)
                if chance.random() < 0.15:
                    tried += 1
                    assert another_world(leaves, places, hidden, place, name), (leaves, place, name, hidden)
    assert tried > 60


def test_parts_and_whole_do_not_tell_the_part_between_them():
    row = {"followed": 50, "found": 44, "not_found": 5, "moved": 1, "kept": 41, "relapsed": 3}
    big = {"followed": 90, "found": 70, "not_found": 20, "kept": 50, "relapsed": 20}
    verdicts = Verdicts(splits(), {"1.a.1.2.1.": row, "1.a.1.2.2.": big, "1.a.1.3.1.": big, "1.b.9.1.": big})
    assert verdicts.hidden("1.a.1.2.1.") == {"not_found", "moved", "jailed", "died", "kept", "relapsed"}
    # The other district would tell it by subtraction, unless it or the province itself is closed too.
    assert "kept" in verdicts.hidden("1.a.1.2.2.") and "kept" not in verdicts.hidden("1.a.1.2.")
    assert "not_found" in verdicts.hidden("1.a.1.2.") and "not_found" not in verdicts.hidden("1.a.1.2.2.")


def test_the_verdict_on_a_place_does_not_depend_on_who_asked_first():
    leaves = {path: row_of(atoms) for path, atoms in grown(random.Random(3)).items()}
    places = list(all_places({path: {} for path in leaves}))
    forth, back = Verdicts(splits(), leaves), Verdicts(splits(), leaves)
    assert [forth.hidden(one) for one in places] == [back.hidden(one) for one in reversed(places)][::-1]


def test_nothing_small_hides_nothing():
    rows = {path: {"asked": 40, "helped": 20, "waiting": 20, "escalated": 0} for path in ("1.a.1.2.1.", "1.b.9.1.")}
    verdicts = Verdicts(splits(), rows)
    assert not any(verdicts.hidden(place) for place in (ROOT, "1.a.1.", "1.a.1.2.", "1.a.1.2.1.", "1.b.9."))


def test_paths_go_up_and_down_the_same_way():
    assert [above("1.a.1.2.3."), above("1.a.1."), above("1.b.9."), above(own("1.a.1.2."))] == [
        "1.a.1.2.", ROOT, ROOT, "1.a.1.2.",
    ]  # fmt: skip
    assert [below(ROOT, "1.b.9.4."), below("1.a.1.", "1.a.1.2.3."), below("1.a.1.2.", "1.a.1.2.")] == [
        "1.b.9.", "1.a.1.2.", own("1.a.1.2."),
    ]  # fmt: skip


def test_a_nation_is_judged_at_once():
    chance = random.Random(2)
    rows = {
        f"1.a.1.{province}.{district}.{team}.": row_of({atom: chance.randint(0, 9) for atom in ATOMS})
        for province in range(76) for district in range(12) for team in range(8)
    }  # fmt: skip
    began = time.perf_counter()
    verdicts = Verdicts(splits(), rows)
    for province in range(76):
        verdicts.hidden(f"1.a.1.{province}.")
    assert time.perf_counter() - began < 1.5
