"""What somebody types as a reason stays behind the wall: the chain of audit entries holds codes and digests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import aftercare as make
from tests.factories import people
from tests.factories.actors import NOW, TODAY

from tidtam.aftercare.actions import cases, exporting
from tidtam.aftercare.models import PlanChange
from tidtam.audit.models import Entry
from tidtam.files.models import Export
from tidtam.people import actions as persons
from tidtam.people.models import Merge

pytestmark = pytest.mark.django_db
WORDS = "แม่ชื่อสมศรีบอกว่าเพิ่งออกจากโรงพยาบาล"


def test_typed_reasons_stand_in_their_own_rows_and_in_no_audit_entry():
    by = make.recorder()
    winner, loser = (people.person(by, serial=serial) for serial in (61, 62))
    held = persons.merge(winner=winner, loser=loser, reason=WORDS, by=by, at=NOW)
    persons.unmerge(merge=held, reason=f"{WORDS} อีกครั้ง", by=by, at=NOW)
    case = make.case(by)
    cases.correct_completion(
        case=case, completed_on=case.completed_on - timedelta(days=1), reason=WORDS, by=by, at=make.at(TODAY)
    )
    exporting.ask(what="board", asked={}, purpose=WORDS, by=by, at=NOW)
    assert (Merge.objects.get().reason, Merge.objects.get().undone_reason) == (WORDS, f"{WORDS} อีกครั้ง")
    assert PlanChange.objects.get().reason == Export.objects.get().purpose == WORDS
    verbs = {"people.person.merged", "people.person.unmerged", "aftercare.case.replanned", "files.export.asked"}
    told = {one.verb: one for one in Entry.objects.filter(verb__in=verbs)}
    assert set(told) == verbs and not [one.verb for one in told.values() if one.reason]
    assert all(one.digest.count(":") == 1 and one.digest[0] != ":" for one in told.values())
    for one in Entry.objects.all():
        assert WORDS not in f"{one.reason}{one.fields}{one.digest}{one.object_id}", one.verb
