"""Papers a person sends from the own page: sent, taken back, taken to the file or refused. None commits."""

from collections.abc import Sequence
from contextlib import ExitStack
from uuid import UUID

from portal.candidates import queries
from portal.candidates.models import Candidate, CandidateDocument
from portal.candidates.rules import DocumentKind, IsFiled, Refusal, check_is_kept
from portal.candidates.rules.words import DOCUMENTS
from portal.candidates.services.documents import drop
from portal.candidates.workflow import WORKFLOW
from portal.core import attachments, clock, db
from portal.core.actor import Actor
from portal.core.attachments import Attachment

MOST_IDS = 2**128


def send_documents(
    candidate: Candidate, kind: DocumentKind, uploads: Sequence[Attachment], *, actor: Actor, record_id: UUID
) -> None:
    """Keep what the person sent until somebody looks at it; the second half of a double click keeps nothing.

    Args: record_id: of the first paper; the others count on from it, so that the pages stay in their order.
    Raises: SentTooOften, TooManyWaiting.
    """
    queries.hold_file(candidate.id)
    if db.session.get(CandidateDocument, record_id) is not None:
        return
    with ExitStack() as files:
        keys = [files.enter_context(attachments.kept(upload)) for upload in uploads]
        details = {"document": kind.value, "files": len(keys)}
        WORKFLOW.apply("send_documents", candidate, actor=actor, details=details, files=len(keys))
        for place, key in enumerate(keys):
            row = CandidateDocument(
                id=UUID(int=(record_id.int + place) % MOST_IDS),
                candidate_id=candidate.id,
                kind=kind,
                title=_title(kind, place + 1, len(keys)),
                file_key=key,
            )
            db.session.add(row)
        db.session.flush()


def _title(kind: DocumentKind, place: int, of: int) -> str:
    """Call a paper what its kind is called, in the German of the office."""
    called = DOCUMENTS[kind].msgid
    return called if of == 1 else f"{called} ({place}/{of})"


def take_back_document(document: CandidateDocument, *, actor: Actor) -> None:
    """Delete what the person sent and nobody has filed yet. Raises: IsFiled."""
    _check_waits(document)
    _note("take_back_document", document, actor)
    drop(document)


def file_document(document: CandidateDocument, kind: str, title: str, *, actor: Actor) -> None:
    """Take a paper to the file under the name the office gives it; a company still gets nothing.

    Raises: NoResidencePapers: copies of these are refused instead; IsFiled.
    """
    _check_waits(document)
    check_is_kept(kind, title)
    document.kind, document.title, document.filed_at = DocumentKind(kind), title, clock.now()
    _note("file_document", document, actor)


def refuse_document(document: CandidateDocument, refusal: Refusal, *, actor: Actor) -> None:
    """Delete a paper with its file and tell the person that it is gone; the own page says why. Raises: IsFiled."""
    _check_waits(document)
    _note("refuse_document", document, actor, reason_code=refusal.value)
    drop(document)


def _check_waits(document: CandidateDocument) -> None:
    if not document.is_waiting:
        raise IsFiled


def _note(event: str, document: CandidateDocument, actor: Actor, *, reason_code: str | None = None) -> None:
    details = {"document": document.kind.value}
    WORKFLOW.apply(event, document.candidate, actor=actor, details=details, reason_code=reason_code)
