"""Models of the reports room, one file a noun."""

from tidtam.reports.models.amendment import Amendment
from tidtam.reports.models.answer import Answer, AnswerLink
from tidtam.reports.models.edition import CellComment, CellRows, Edition
from tidtam.reports.models.reminder import Reminder
from tidtam.reports.models.report import Report, Series
from tidtam.reports.models.template import Template, TemplateVersion

__all__ = [
    "Amendment",
    "Answer",
    "AnswerLink",
    "CellComment",
    "CellRows",
    "Edition",
    "Reminder",
    "Report",
    "Series",
    "Template",
    "TemplateVersion",
]
