"""What several files of this room begin with."""

from __future__ import annotations

import pytest
from tests.aftercare.rosters import make_cohort
from tests.factories.actors import actor

from tidtam.aftercare.models import Cohort
from tidtam.kernel.actor import Actor


@pytest.fixture
def cohort(db: None) -> Cohort:
    """Make a cohort of ปักธงชัย."""
    return make_cohort()


@pytest.fixture
def recorder(cohort: Cohort) -> Actor:
    """Make the recorder of ปักธงชัย and open the wall for them."""
    return actor("DOPA-3014", "drug_recorder")
