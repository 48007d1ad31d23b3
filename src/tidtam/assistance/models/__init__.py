"""Columns and constraints of the assistance room, one module per noun."""

from tidtam.assistance.models.centre import CentreSetting, ChannelRow, SignCheck, SurveySheet
from tidtam.assistance.models.citizen import Message, Opinion, Ticket
from tidtam.assistance.models.committee import (
    AgendaItem,
    Announcement,
    AnnouncementLine,
    Attendee,
    Meeting,
)
from tidtam.assistance.models.delivery import Delivery
from tidtam.assistance.models.need import Movement, Need
from tidtam.assistance.models.reference import Agency, ReferenceRule
from tidtam.assistance.models.referral import Inbound, Referral, ReferralMessage
from tidtam.assistance.models.request import (
    Affected,
    Book,
    Check,
    DuplicateCheck,
    Evidence,
    HandedNeed,
    Request,
)

__all__ = [
    "Affected", "Agency", "AgendaItem", "Announcement", "AnnouncementLine", "Attendee", "Book", "CentreSetting",
    "ChannelRow", "Check", "Delivery", "DuplicateCheck", "Evidence", "HandedNeed", "Inbound", "Meeting", "Message",
    "Movement", "Need", "Opinion", "ReferenceRule", "Referral", "ReferralMessage", "Request", "SignCheck",
    "SurveySheet", "Ticket",
]  # fmt: skip
