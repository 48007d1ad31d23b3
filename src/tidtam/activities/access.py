"""Which activities and knowledge sets an actor may see. The wall repeats the answer below."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tidtam.activities.models import (
    Activity,
    Finding,
    Flag,
    Inspection,
    KnowledgeFile,
    KnowledgeRead,
    KnowledgeSet,
    KnowledgeShare,
    Photo,
    Project,
    Target,
    Used,
)
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing


def within(actor: Actor) -> Q:
    """Return the explicit scope filter: it gives the fast plan, the wall gives the certainty."""
    if not actor.scope:
        return Q(pk__in=[])
    return Q(scope_path__gte=actor.scope, scope_path__lt=actor.scope + "~")


def activities(actor: Actor) -> QuerySet[Activity]:
    """Return the activities of the own office and of the offices below."""
    return Activity.objects.filter(within(actor))


def get_activity(actor: Actor, public_id: str) -> Activity:
    """Errors: Missing outside scope."""
    along = ("office__district", "office__province", "area__parent__parent", "project")
    found = activities(actor).filter(public_id=public_id).select_related(*along).first()
    if found is None:
        raise Missing("activities.missing", "ไม่พบกิจกรรมนี้ในหน่วยงานของคุณและหน่วยงานในสังกัด")
    return found


def photos(actor: Actor) -> QuerySet[Photo]:
    """Return the photos of those activities that were not taken away."""
    return Photo.objects.filter(within(actor), removed_at__isnull=True)


def get_photo(actor: Actor, public_id: str, pk: int) -> Photo:
    """Return a photo of an activity. Errors: Missing."""
    found = photos(actor).filter(activity=get_activity(actor, public_id), pk=pk).select_related("file").first()
    if found is None:
        raise Missing("files.not_found", "ไม่พบภาพนี้")
    return found


def flags(actor: Actor) -> QuerySet[Flag]:
    """Return what speaks against photos in scope."""
    return Flag.objects.filter(within(actor))


def get_flag(actor: Actor, public_id: str, pk: int) -> Flag:
    """Return a flag of a photo of an activity. Errors: Missing."""
    rows = flags(actor).filter(photo__activity=get_activity(actor, public_id), photo__removed_at__isnull=True, pk=pk)
    found = rows.select_related("photo__activity").first()
    if found is None:
        raise Missing("activities.flag_missing", "ไม่พบข้อสังเกตนี้")
    return found


def projects(actor: Actor) -> QuerySet[Project]:
    """Return the projects of the own office and of the offices below."""
    return Project.objects.filter(within(actor))


def get_project(actor: Actor, public_id: str) -> Project:
    """Errors: Missing outside scope."""
    found = projects(actor).filter(public_id=public_id).select_related("office").first()
    if found is None:
        raise Missing("activities.project_missing", "ไม่พบโครงการนี้ในหน่วยงานของคุณและหน่วยงานในสังกัด")
    return found


def targets(actor: Actor) -> QuerySet[Target]:
    """Return the targets of the own office and of the offices below."""
    return Target.objects.filter(within(actor))


def inspections(actor: Actor) -> QuerySet[Inspection]:
    """Return the inspections of the own office and of the offices below."""
    return Inspection.objects.filter(within(actor))


def get_inspection(actor: Actor, public_id: str) -> Inspection:
    """Errors: Missing outside scope."""
    found = inspections(actor).filter(public_id=public_id).select_related("office", "project").first()
    if found is None:
        raise Missing("activities.inspection_missing", "ไม่พบการตรวจนี้ในหน่วยงานของคุณและหน่วยงานในสังกัด")
    return found


def findings(actor: Actor) -> QuerySet[Finding]:
    """Return what inspections in scope found."""
    return Finding.objects.filter(within(actor))


def get_finding(actor: Actor, public_id: str, seq: int) -> Finding:
    """Return a finding of an inspection. Errors: Missing."""
    rows = findings(actor).filter(inspection=get_inspection(actor, public_id), seq=seq)
    found = rows.select_related("inspection__office").first()
    if found is None:
        raise Missing("activities.finding_missing", "ไม่พบข้อตรวจพบนี้")
    return found


def used(actor: Actor) -> QuerySet[Used]:
    """Return which activities in scope used which set."""
    return Used.objects.filter(within(actor))


def shares(actor: Actor) -> QuerySet[KnowledgeShare]:
    """Return with whom in scope sets are shared."""
    return KnowledgeShare.objects.filter(within(actor))


def reads(actor: Actor) -> QuerySet[KnowledgeRead]:
    """Return who in scope has read which set."""
    return KnowledgeRead.objects.filter(within(actor))


def _showing(actor: Actor) -> QuerySet[KnowledgeShare]:
    """Return the shares that show their set: what an office in scope was given, and what the own office made.

    That an office made a set shows it to nobody above: it is a draft until it is handed to somebody. The wall is wider
    on purpose: it parts branches, strangers to each other. Within a line a draft is no secret, it is only not ready.
    """
    return shares(actor).filter(~Q(from_office=F("office")) | Q(office=actor.office_id))


def knowledge(actor: Actor) -> QuerySet[KnowledgeSet]:
    """Return the sets an office in scope was given, and those the own office made."""
    return KnowledgeSet.objects.filter(Exists(_showing(actor).filter(knowledge=OuterRef("pk"))))


def get_knowledge(actor: Actor, public_id: str) -> KnowledgeSet:
    """Errors: Missing when no office in scope was given it and it is not the own."""
    found = knowledge(actor).filter(public_id=public_id).select_related("office").first()
    if found is None:
        raise Missing("activities.knowledge_missing", "ไม่พบองค์ความรู้นี้ หรือยังไม่มีใครส่งให้หน่วยงานของคุณ")
    return found


def knowledge_files(actor: Actor) -> QuerySet[KnowledgeFile]:
    """Return the files of those sets that were not taken away."""
    held = _showing(actor).filter(knowledge=OuterRef("knowledge"))
    return KnowledgeFile.objects.filter(Exists(held), removed_at__isnull=True)


def get_knowledge_file(actor: Actor, public_id: str, pk: int) -> KnowledgeFile:
    """Return a file of a set. Errors: Missing."""
    found = knowledge_files(actor).filter(knowledge__public_id=public_id, pk=pk).first()
    if found is None:
        raise Missing("files.not_found", "ไม่พบไฟล์นี้")
    return found
