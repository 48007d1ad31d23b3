"""Who may do what about requests, by role."""

from __future__ import annotations

import pytest

from tidtam.accounts.roles import ROLES
from tidtam.assistance.transitions import NEED, REQUEST
from tidtam.kernel.permissions import Permission as P

RIGHTS = frozenset({P.NEEDS_READ, P.NEEDS_MANAGE, P.NEEDS_DECIDE, P.NEEDS_ANSWER, P.NEEDS_JOINT, P.CENTRE_MANAGE})
MAY = {
    "lgo_clerk": {P.NEEDS_READ, P.NEEDS_MANAGE, P.NEEDS_ANSWER, P.CENTRE_MANAGE},
    "lgo_head": {P.NEEDS_READ, P.NEEDS_DECIDE},
    "joint_clerk": {P.NEEDS_READ, P.NEEDS_MANAGE, P.NEEDS_ANSWER, P.NEEDS_JOINT},
    "district_recorder": {P.NEEDS_READ, P.NEEDS_ANSWER},
    "province_coordinator": {P.NEEDS_READ, P.NEEDS_ANSWER, P.CENTRE_MANAGE},
    "drug_recorder": {P.NEEDS_READ, P.NEEDS_MANAGE, P.NEEDS_ANSWER},
    "drug_coordinator": {P.NEEDS_READ, P.NEEDS_MANAGE, P.NEEDS_ANSWER},
}  # fmt: skip


@pytest.mark.parametrize("code", ROLES)
def test_each_role_has_these_rights_and_no_other(code: str) -> None:
    role = ROLES[code]
    assert role.permissions & RIGHTS == MAY.get(code, set())
    assert role.reads_people or not role.permissions & RIGHTS


def test_who_decides_does_not_keep_the_register() -> None:
    deciding = {verb for verb, move in REQUEST.items() if move.permission == P.NEEDS_DECIDE}
    assert deciding == {"grant", "refer", "defer", "refuse"}
    assert {move.permission for verb, move in REQUEST.items() if verb not in deciding} == {P.NEEDS_MANAGE}
    assert {move.permission for move in NEED.values()} == {P.NEEDS_MANAGE}
