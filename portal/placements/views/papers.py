"""The papers of a placement, as PDF."""

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFound
from portal.core.web import acting_user, requires
from portal.placements import queries, services
from portal.placements.views.blueprint import bp, placement_for, version_for


def as_pdf(content: bytes, name: str) -> Response:
    """Answer with a PDF under a name that says nothing of the person."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@bp.route("/<uuid:placement_id>/agreements/<int:number>.pdf")
@requires("agreement:view")
def agreement_pdf(placement_id: UUID, number: int) -> ResponseReturnValue:
    """Print a version of the agreement."""
    version = version_for(placement_id, number)
    content = services.agreement_paper(version, actor=acting_user())
    return as_pdf(content, f"{version.placement.number}-{number}")


@bp.route("/<uuid:placement_id>/declaration.pdf")
@requires("placement:write")
def declaration_pdf(placement_id: UUID) -> ResponseReturnValue:
    """Print what the company declares about the job."""
    placement = placement_for(placement_id)
    version = queries.current_agreement(placement)
    if version is None:
        raise NotFound
    return as_pdf(services.declaration_paper(version, actor=acting_user()), f"{placement.number}-declaration")
