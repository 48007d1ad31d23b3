"""What needs no database: small counts that stay hidden, roles that never mix, which words a tip may be told in."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tidtam.accounts.roles import ROLES
from tidtam.kernel.permissions import Permission as P
from tidtam.tips.rules.counting import SMALL, told

TIPS = {P.TIPS_READ, P.TIPS_SCREEN, P.TIPS_SECOND, P.TIPS_ESCROW}
# What shows people of the rehabilitation, their health or their needs.
PEOPLE = {
    one for one in P if one.split(".")[0] in ("people", "assistance", "aftercare") and one not in (P.CARE_FIGURES,)
}


def test_no_role_reads_tips_and_people():
    for role in ROLES.values():
        assert not (role.permissions & TIPS and role.permissions & PEOPLE), role.code
        if role.permissions & TIPS:
            assert role.reads_people and role.passkey, role.code
    holders = {role.code for role in ROLES.values() if role.permissions & TIPS}
    assert holders == {"tip_inspector", "tip_second", "tip_escrow"}
    assert not any({P.TIPS_SECOND, P.TIPS_SCREEN} <= role.permissions for role in ROLES.values())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=4))
def test_a_hidden_district_may_always_have_had_none_or_some(counts):
    """Of all countings that would be shown alike, some have nobody in the hidden district and some have somebody."""
    names = [f"{n:02}" for n in range(len(counts))]
    shown = told(dict(zip(names, counts, strict=True)))
    assert shown.at_least <= sum(counts)
    hidden = [name for name in names if shown.districts[name] is None]
    assert hidden == [name for name, n in zip(names, counts, strict=True) if n < SMALL]
    alike = []
    for filling in product(range(SMALL), repeat=len(hidden)):
        other = {name: n for name, n in zip(names, counts, strict=True) if n >= SMALL} | dict(
            zip(hidden, filling, strict=True)
        )
        again = told(other)
        if dict(again.districts) == dict(shown.districts) and again.at_least == shown.at_least:
            alike.append(other)
    for name in hidden:
        fits = {one[name] for one in alike}
        assert 0 in fits and fits - {0}, (name, counts)
