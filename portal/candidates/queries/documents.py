"""Documents of people: those of a file, and those that have been looked through and may go to a company."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import portal.candidates.policy  # noqa: F401 - declares the permissions asked for here
from portal.candidates.models import CandidateDocument
from portal.candidates.rules import DocumentKind
from portal.core import db
from portal.core.actor import Actor
from portal.core.attachments import KeptFile
from portal.core.permissions import visible_or_404
from portal.core.scanning import ScanState

OF_A_DOCUMENT = (joinedload(CandidateDocument.candidate), joinedload(CandidateDocument.cleaned_by))


@dataclass(frozen=True)
class Paper:
    """What a company learns of a document: what it is, not what somebody called it."""

    id: UUID
    kind: DocumentKind


def documents_of(candidate_id: UUID) -> list[tuple[CandidateDocument, ScanState]]:
    """List the documents of a file, newest first, with what the scanner says."""
    query = (
        select(CandidateDocument, KeptFile.scan)
        .join(KeptFile, KeptFile.key == CandidateDocument.file_key)
        .where(CandidateDocument.candidate_id == candidate_id)
        .options(*OF_A_DOCUMENT)
        .order_by(CandidateDocument.created_at.desc(), CandidateDocument.id)
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
