"""Papers on the own page: photographed and sent, listed with what became of them, taken back until they are filed."""

from contextlib import ExitStack
from datetime import datetime, timedelta
from uuid import UUID

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import queries, services
from portal.candidates.forms.documents import PapersForm
from portal.candidates.models import Candidate
from portal.candidates.queries.values import word
from portal.candidates.rules import MOST_AT_ONCE
from portal.candidates.rules.words import DOCUMENTS, REFUSALS
from portal.core import attachments, clock, db, uploads
from portal.core.deeds import is_done
from portal.core.errors import NotFound
from portal.core.web import acting_user, done, get_or_404, page

AROUND_FILES = 1024 * 1024
"""Bytes for the form itself and what stands between its files."""
REFUSAL_SHOWN = timedelta(days=30)


def papers(candidate: Candidate) -> ResponseReturnValue:
    """Take papers for the caseworker; show what was sent, and let go what nobody has filed."""
    request.max_content_length = MOST_AT_ONCE * uploads.MOST_BYTES + AROUND_FILES
    if "take_back" in request.form:
        return _take_back(request.form["take_back"])
    if "show" in request.args:
        return _shown(candidate, request.args["show"])
    form, is_sent = PapersForm(), False
    if request.method == "POST":
        db.session.rollback()  # nothing was written; photos are drawn anew without holding the database
        with ExitStack() as files:
            for file in request.files.getlist("files"):
                files.callback(file.close)
            is_sent = form.validate() and is_done(form, lambda: _send(candidate, form))
    if is_sent:
        flash(_("Danke. Ihre Beratung sieht sich das an."), "success")
        return done(request.full_path)
    return _shown_all(candidate, form)


def _shown_all(candidate: Candidate, form: PapersForm) -> ResponseReturnValue:
    sent = queries.papers_sent_by(candidate.id)
    chosen = request.args.get("back")
    return page(
        "candidates/person_papers.html",
        form=form,
        sent=[(one, word(DOCUMENTS, one.kind), scan) for one, scan in sent],
        asked=next((one for one, _scan in sent if one.is_waiting and str(one.id) == chosen), None),
        refused=_refused(candidate),
    )


def _send(candidate: Candidate, form: PapersForm) -> None:
    services.send_documents(candidate, form.kind.data, form.papers, actor=acting_user(), record_id=form.new_id)


def _shown(candidate: Candidate, text: str) -> ResponseReturnValue:
    """Hand out what the person sent: two photos of one minute are told apart by looking."""
    sent = next((one for one, _scan in queries.papers_sent_by(candidate.id) if str(one.id) == text), None)
    paper = get_or_404(sent)
    return attachments.handed_out(paper.file_key, f"{candidate.number}-{paper.kind}", is_inside=True)


def _take_back(text: str) -> ResponseReturnValue:
    try:
        document = queries.document(acting_user(), UUID(text), "document:take_back")
    except ValueError as error:
        raise NotFound from error
    services.take_back_document(document, actor=acting_user())
    flash(_("Das Papier ist gelöscht."), "success")
    return done(f"{request.path}?page=papers")


def _refused(candidate: Candidate) -> list[tuple[datetime, str, str]]:
    events = queries.refusals_since(candidate.id, clock.now() - REFUSAL_SHOWN)
    return [
        (event.created_at, word(DOCUMENTS, (event.details or {}).get("document")), word(REFUSALS, event.reason_code))
        for event in events
    ]
