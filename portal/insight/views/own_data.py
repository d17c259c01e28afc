"""All that is kept about one person, to be handed to the person."""

import json
from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from portal.accounts.views.security import fresh
from portal.candidates import queries as candidates
from portal.candidates.models import Candidate
from portal.core import audit
from portal.core.forms import BaseForm
from portal.core.web import acting_user, page, requires
from portal.insight.queries.own_data import OwnData
from portal.insight.queries.own_data import own_data as gathered
from portal.insight.services import NOT_HERE, printed
from portal.insight.views.blueprint import bp


@bp.get("/people/<uuid:candidate_id>/data")
@requires("candidate:export")
@fresh
def own_data(candidate_id: UUID) -> ResponseReturnValue:
    """Show how a person is given all that is kept about them."""
    return page("insight/own_data.html", candidate=_person(candidate_id), form=BaseForm())


@bp.get("/people/<uuid:candidate_id>/data.json")
@requires("candidate:export")
@fresh
def own_file(candidate_id: UUID) -> ResponseReturnValue:
    """Give all that is kept about a person as a file other programs read; the read log says so."""
    data = _logged(candidate_id, channel="json")
    content = {"Nummer": data.number, "Stand": data.taken_at.isoformat(), "Hinweis": NOT_HERE, **data.sections}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return _download(Response(text, mimetype="application/json"), f"{data.number}.json")


@bp.get("/people/<uuid:candidate_id>/data.pdf")
@requires("candidate:export")
@fresh
def own_paper(candidate_id: UUID) -> ResponseReturnValue:
    """Print all that is kept about a person; the read log says so."""
    data = _logged(candidate_id, channel="pdf")
    return _download(Response(printed(data), mimetype="application/pdf"), f"{data.number}.pdf")


def _person(candidate_id: UUID) -> Candidate:
    return candidates.one(acting_user(), candidate_id, "candidate:export")


def _logged(candidate_id: UUID, *, channel: str) -> OwnData:
    candidate = _person(candidate_id)
    data = gathered(candidate)
    audit.read(candidate.id, actor=acting_user(), level="export", channel=channel)
    return data


def _download(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
