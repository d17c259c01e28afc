"""Builders of people's documents with their files."""

import io
from typing import Any

import factory
from sqlalchemy import update

from portal.candidates.models import CandidateDocument
from portal.candidates.rules import DocumentKind
from portal.core import attachments, clock, db
from portal.core.attachments import Attachment, KeptFile
from portal.core.scanning import ScanState
from tests.factories.base import Factory
from tests.factories.candidates import CandidateFactory

PDF = b"%PDF-1.7 Lebenslauf"


def kept(content: bytes = PDF, scan: ScanState = ScanState.NOT_SCANNED, suffix: str = ".pdf") -> str:
    """Keep a file of which the scanner has said this."""
    with attachments.kept(Attachment(io.BytesIO(content), suffix)) as key:
        db.session.flush()
    looked_at(key or "", scan)
    return key or ""


def looked_at(key: str, scan: ScanState = ScanState.CLEAN) -> None:
    """Let the scanner have said something of a file."""
    db.session.execute(update(KeptFile).where(KeptFile.key == key).values(scan=scan))
    db.session.commit()


class DocumentFactory(Factory):
    """A CV that just came: neither looked through nor scanned."""

    class Meta:
        model = CandidateDocument

    class Params:
        is_sent = factory.Trait(uploaded_by_id=None, filed_at=None)

    candidate = factory.SubFactory(CandidateFactory)
    candidate_id = factory.LazyAttribute(lambda one: one.candidate.id)
    kind = DocumentKind.CV
    title = "Lebenslauf"
    uploaded_by_id = factory.LazyAttribute(lambda one: one.candidate.caseworker_id)
    filed_at = factory.LazyFunction(clock.now)
    is_cleaned = False
    scan = ScanState.NOT_SCANNED

    @classmethod
    def _create(cls, model_class: type[CandidateDocument], *args: Any, **values: Any) -> CandidateDocument:
        is_cleaned, scan = values.pop("is_cleaned"), values.pop("scan")
        if is_cleaned:
            values |= {"cleaned_at": clock.now(), "cleaned_by_id": values["candidate"].caseworker_id}
        values["file_key"] = values.get("file_key") or kept(scan=scan)
        made: CandidateDocument = super()._create(model_class, *args, **values)
        return made
