"""Documents of a person: kept, replaced, looked through for a company, removed."""

from uuid import UUID

from sqlalchemy import delete

from portal.candidates import queries
from portal.candidates.models import Candidate, CandidateDocument
from portal.candidates.rules import (
    MOST_DOCUMENTS,
    SEEN_IN_ORIGINAL,
    DocumentKind,
    NotFiled,
    OnlyInOriginal,
    TooManyDocuments,
    check_is_kept,
)
from portal.candidates.workflow import WORKFLOW
from portal.core import attachments, clock, db
from portal.core.actor import Actor
from portal.core.attachments import Attachment


def add_document(
    candidate: Candidate, kind: str, title: str, upload: Attachment, *, actor: Actor, record_id: UUID
) -> None:
    """Keep a document; the second half of a double click keeps nothing.

    Raises: NoResidencePapers: copies of these are not kept; TooManyDocuments.
    """
    check_is_kept(kind, title)
    if db.session.get(CandidateDocument, record_id) is not None:
        return
    if len(queries.file_keys_of(candidate.id)) >= MOST_DOCUMENTS:
        raise TooManyDocuments
    with attachments.kept(upload) as key:
        row = CandidateDocument(
            id=record_id,
            candidate_id=candidate.id,
            kind=DocumentKind(kind),
            title=title,
            file_key=key,
            uploaded_by_id=actor.id,
            filed_at=clock.now(),
        )
        db.session.add(row)
        _note("add_document", row, candidate, actor)


def replace_document(document: CandidateDocument, upload: Attachment, *, actor: Actor) -> None:
    """Put another file in the place of one; whoever looked it through has not seen this one."""
    _check_is_filed(document)
    former = document.file_key
    with attachments.kept(upload) as key:
        document.file_key = key or former
        document.cleaned_at = document.cleaned_by_id = None
        _note("replace_document", document, document.candidate, actor)
    attachments.forget(former)


def clean_document(document: CandidateDocument, *, actor: Actor) -> None:
    """Say that nothing in the document tells what a company must not know.

    Raises: OnlyInOriginal: no company gets one of this kind; NotFiled.
    """
    _check_is_filed(document)
    if document.kind in SEEN_IN_ORIGINAL:
        raise OnlyInOriginal
    document.cleaned_at, document.cleaned_by_id = clock.now(), actor.id
    _note("clean_document", document, document.candidate, actor)


def unclean_document(document: CandidateDocument, *, actor: Actor) -> None:
    """Take that back."""
    document.cleaned_at = document.cleaned_by_id = None
    _note("unclean_document", document, document.candidate, actor)


def remove_document(document: CandidateDocument, *, actor: Actor) -> None:
    """Delete a document and its file for good. Raises: NotFiled: what the person sent is refused with a reason."""
    _check_is_filed(document)
    _note("remove_document", document, document.candidate, actor)
    drop(document)


def drop(document: CandidateDocument) -> None:
    """Delete the row and the file behind it."""
    db.session.delete(document)
    db.session.flush()
    attachments.forget(document.file_key)


def forget_documents(candidate_id: UUID) -> None:
    """Delete everything kept of a person who is erased."""
    for key in queries.file_keys_of(candidate_id):
        attachments.forget(key)
    db.session.execute(delete(CandidateDocument).where(CandidateDocument.candidate_id == candidate_id))


def _check_is_filed(document: CandidateDocument) -> None:
    if document.is_waiting:
        raise NotFiled


def _note(event: str, document: CandidateDocument, candidate: Candidate, actor: Actor) -> None:
    WORKFLOW.apply(event, candidate, actor=actor, details={"document": document.kind.value})
