"""The profile sheet as a paper, for the person or as a company would read it."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from portal.candidates import queries
from portal.candidates.rules import DisclosureLevel
from portal.candidates.services import papers
from portal.candidates.views.blueprint import bp, file_for
from portal.core import pdf
from portal.core.errors import NotFound
from portal.core.web import acting_user, requires


@bp.route("/<uuid:candidate_id>/profile.pdf")
@requires("candidate:view")
def profile_sheet(candidate_id: UUID) -> ResponseReturnValue:
    """Print the sheet for the person, or with `level` what a company sees there before anybody has agreed to more."""
    candidate = file_for("candidate:view", candidate_id)
    wanted = request.args.get("level")
    if wanted is None:
        return pdf.shown(papers.own_profile(candidate), candidate.number)
    if wanted not in (DisclosureLevel.L1, DisclosureLevel.L2):
        raise NotFound
    view = queries.preview(acting_user(), candidate, None, DisclosureLevel(wanted))
    return pdf.shown(papers.as_company_sees(candidate, view), candidate.number)
