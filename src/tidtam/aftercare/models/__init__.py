"""Columns and constraints of the aftercare room, one module per noun."""

from tidtam.aftercare.models.case import Case, CaseNeed, CaseNeedMove, PlanChange, Suspension
from tidtam.aftercare.models.desk import Alert, Message, Task, Ticket
from tidtam.aftercare.models.programme import Cohort, Programme, RosterImport
from tidtam.aftercare.models.round import Missed, Round
from tidtam.aftercare.models.tally import Mark, Tally
from tidtam.aftercare.models.team import TeamMembership, TeamOrder
from tidtam.aftercare.models.transfer import HandedOver, Offer, Transfer
from tidtam.aftercare.models.visit import Assessment, Screening, Visit

__all__ = [
    "Alert", "Assessment", "Case", "CaseNeed", "CaseNeedMove", "Cohort", "HandedOver", "Mark", "Message", "Missed",
    "Offer", "PlanChange", "Programme", "RosterImport", "Round", "Screening", "Suspension", "Tally", "Task",
    "TeamMembership", "TeamOrder", "Ticket", "Transfer", "Visit",
]  # fmt: skip
