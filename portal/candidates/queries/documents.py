"""Documents of people: those of a file, and those that have been looked through and may go to a company."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

import portal.candidates.policy  # noqa: F401 - declares the permissions asked for here
from portal.candidates.models import CandidateDocument
from portal.candidates.rules import SEEN_IN_ORIGINAL, DocumentKind
from portal.core import db
from portal.core.actor import Actor
from portal.core.attachments import KeptFile
from portal.core.audit import Event
from portal.core.permissions import visible_or_404
from portal.core.scanning import ScanState

OF_A_DOCUMENT = (joinedload(CandidateDocument.candidate), joinedload(CandidateDocument.cleaned_by))


@dataclass(frozen=True)
class Paper:
    """What a company learns of a document: what it is, not what somebody called it."""

    id: UUID
    kind: DocumentKind


def documents_of(candidate_id: UUID, *which: ColumnElement[bool]) -> list[tuple[CandidateDocument, ScanState]]:
    """List the documents of a file, what waits and then the newest first, with what the scanner says."""
    query = (
        select(CandidateDocument, KeptFile.scan)
        .join(KeptFile, KeptFile.key == CandidateDocument.file_key)
        .where(CandidateDocument.candidate_id == candidate_id, *which)
        .options(*OF_A_DOCUMENT)
        .order_by(CandidateDocument.filed_at.is_not(None), CandidateDocument.created_at.desc(), CandidateDocument.id)
    )
    return [(document, state) for document, state in db.session.execute(query)]


def document(actor: Actor, document_id: UUID, action: str = "document:view") -> CandidateDocument:
    """Give a document of a file, or of a person the company knows: whether it may, the card says. Raises: NotFound."""
    return visible_or_404(CandidateDocument, document_id, actor, action, *OF_A_DOCUMENT)


def papers_to_share(candidate_id: UUID) -> tuple[Paper, ...]:
    """Give the documents that were looked through by somebody and by the scanner."""
    query = (
        select(CandidateDocument.id, CandidateDocument.kind)
        .join(KeptFile, KeptFile.key == CandidateDocument.file_key)
        .where(
            CandidateDocument.candidate_id == candidate_id,
            CandidateDocument.cleaned_at.is_not(None),
            CandidateDocument.kind.not_in(SEEN_IN_ORIGINAL),
            KeptFile.scan == ScanState.CLEAN,
        )
        .order_by(CandidateDocument.kind, CandidateDocument.created_at, CandidateDocument.id)
    )
    return tuple(Paper(*row) for row in db.session.execute(query))


def file_keys_of(candidate_id: UUID) -> Sequence[str]:
    """Give the keys of the files of a person."""
    return db.session.scalars(
        select(CandidateDocument.file_key).where(CandidateDocument.candidate_id == candidate_id)
    ).all()


def papers_sent_by(candidate_id: UUID) -> list[tuple[CandidateDocument, ScanState]]:
    """List what the person sent from the own page and what is left of it."""
    return documents_of(candidate_id, CandidateDocument.uploaded_by_id.is_(None))


def papers_waiting(candidate_id: UUID) -> int:
    """Count what the person sent and nobody has looked at yet."""
    mine = (CandidateDocument.candidate_id == candidate_id) & CandidateDocument.filed_at.is_(None)
    return db.session.scalar(select(func.count(CandidateDocument.id)).where(mine)) or 0


def sendings_since(candidate_id: UUID, moment: datetime) -> int:
    """Count how often the person has sent papers, also those that were taken back."""
    sent = _events("send_documents", candidate_id, moment)
    return db.session.scalar(select(func.count(Event.id)).where(sent)) or 0


def refusals_since(candidate_id: UUID, moment: datetime) -> Sequence[Event]:
    """List which papers of the person were refused, the newest first; their reason is a code."""
    refused = _events("refuse_document", candidate_id, moment)
    return db.session.scalars(select(Event).where(refused).order_by(Event.created_at.desc(), Event.id)).all()


def _events(name: str, candidate_id: UUID, since: datetime) -> ColumnElement[bool]:
    of_person = (Event.record_type == "candidate") & (Event.record_id == candidate_id)
    return of_person & (Event.name == name) & (Event.created_at > since)
