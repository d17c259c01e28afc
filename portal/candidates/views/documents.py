"""Documents of a person: listed and kept by the own file, handed out to whoever may have one."""

from contextlib import closing
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import queries, services
from portal.candidates.forms import CleanForm, DocumentForm, FilingForm, RefusalForm, ReplaceForm
from portal.candidates.models import CandidateDocument
from portal.candidates.policy import FILE_LEVEL
from portal.candidates.queries.values import word
from portal.candidates.rules import SEEN_IN_ORIGINAL
from portal.candidates.rules import words as say
from portal.candidates.views.blueprint import address, bp, file_for
from portal.candidates.views.record import file_page
from portal.core import attachments, audit, uploads
from portal.core.actor import Actor
from portal.core.attachments import Attachment
from portal.core.deeds import is_done
from portal.core.errors import NotFound
from portal.core.web import acting_user, done, page, requires


@bp.route("/<uuid:candidate_id>/documents")
@requires("candidate:view")
def documents(candidate_id: UUID) -> ResponseReturnValue:
    """List the documents of a file."""
    candidate = file_for("candidate:view", candidate_id)
    return file_page(
        "candidates/documents.html",
        candidate,
        found=queries.documents_of(candidate.id),
        word=word,
        kinds=say.DOCUMENTS,
        only_in_original=SEEN_IN_ORIGINAL,
    )


@bp.route("/<uuid:candidate_id>/documents/new", methods=["GET", "POST"])
@requires("candidate:add_document")
def new_document(candidate_id: UUID) -> ResponseReturnValue:
    """Keep a document."""
    candidate, form = file_for("candidate:add_document", candidate_id), DocumentForm()

    def add() -> None:
        with closing(form.file.data.stream) as stream:
            upload = Attachment(*uploads.document(stream))
            services.add_document(
                candidate, form.kind.data, form.title.data or "", upload, actor=acting_user(), record_id=form.new_id
            )

    if form.validate_on_submit() and is_done(form, add):
        flash(_("Das Dokument ist abgelegt."), "success")
        return done(address(candidate, "documents"))
    return page("candidates/document.html", form=form, candidate=candidate, label=_("Dokument ablegen"))


def _document(document_id: UUID) -> CandidateDocument:
    return queries.document(acting_user(), document_id, "document:edit")


def _changed(document: CandidateDocument, form: Any, deed: Any, label: str) -> ResponseReturnValue:
    candidate = document.candidate
    if form.validate_on_submit() and is_done(form, deed):
        flash(_("Gespeichert."), "success")
        return done(address(candidate, "documents"))
    sent = document if document.is_waiting else None
    return page("candidates/document.html", form=form, candidate=candidate, label=label, sent=sent)


@bp.route("/documents/<uuid:document_id>/file", methods=["GET", "POST"])
@requires("document:edit")
def file_document(document_id: UUID) -> ResponseReturnValue:
    """Take a paper that the person sent to the file."""
    document = _document(document_id)
    form = FilingForm(obj=document)

    def take() -> None:
        services.file_document(document, form.kind.data, form.title.data or "", actor=acting_user())

    return _changed(document, form, take, _("Zu den Unterlagen nehmen"))


@bp.route("/documents/<uuid:document_id>/refuse", methods=["GET", "POST"])
@requires("document:edit")
def refuse_document(document_id: UUID) -> ResponseReturnValue:
    """Delete a paper that the person sent and say why."""
    document, form = _document(document_id), RefusalForm()

    def refuse() -> None:
        services.refuse_document(document, form.reason.data, actor=acting_user())

    return _changed(document, form, refuse, _("Ablehnen und löschen"))


@bp.route("/documents/<uuid:document_id>/replace", methods=["GET", "POST"])
@requires("document:edit")
def replace_document(document_id: UUID) -> ResponseReturnValue:
    """Put another file in the place of one."""
    document, form = _document(document_id), ReplaceForm()

    def replace() -> None:
        with closing(form.file.data.stream) as stream:
            services.replace_document(document, Attachment(*uploads.document(stream)), actor=acting_user())

    return _changed(document, form, replace, _("Dokument ersetzen"))


@bp.route("/documents/<uuid:document_id>/clean", methods=["GET", "POST"])
@requires("document:edit")
def clean_document(document_id: UUID) -> ResponseReturnValue:
    """Take the word that a document may go to a company."""
    document = _document(document_id)
    deed = partial(services.clean_document, document, actor=acting_user())
    return _changed(document, CleanForm(), deed, _("Für Betriebe bereinigt"))


@bp.route("/documents/<uuid:document_id>/unclean", methods=["POST"])
@requires("document:edit")
def unclean_document(document_id: UUID) -> ResponseReturnValue:
    """Take that word back."""
    document = _document(document_id)
    services.unclean_document(document, actor=acting_user())
    return done(address(document.candidate, "documents"))


@bp.route("/documents/<uuid:document_id>/remove", methods=["POST"])
@requires("document:edit")
def remove_document(document_id: UUID) -> ResponseReturnValue:
    """Delete a document."""
    document = _document(document_id)
    services.remove_document(document, actor=acting_user())
    return done(address(document.candidate, "documents"))


@bp.route("/documents/<uuid:document_id>")
@requires("document:view")
def read_document(document_id: UUID) -> ResponseReturnValue:
    """Hand out a document, named by the person's number alone; who had it stands in the read log."""
    actor = acting_user()
    document = queries.document(actor, document_id)
    if actor.company_id is None:
        audit.read(document.candidate_id, actor=actor, level=FILE_LEVEL, channel="file")
    else:
        _check_is_shared(actor, document)
    name = f"{document.candidate.number}-{document.kind}"
    return attachments.handed_out(document.file_key, name, is_inside=actor.company_id is None)


def _check_is_shared(actor: Actor, document: CandidateDocument) -> None:
    person = queries.person_of(document)
    card = queries.card(actor, person, channel="file")
    if document.id not in {paper.id for paper in card.papers}:
        raise NotFound
