"""The blueprint of placements, and what its pages share."""

from typing import Any
from uuid import UUID

from flask import Blueprint, url_for

from portal.core.errors import NotFound
from portal.core.web import acting_user
from portal.placements import forms, queries
from portal.placements.models import Agreement, Placement

bp = Blueprint("placements", __name__, url_prefix="/placements")


@bp.app_context_processor
def _words() -> dict[str, Any]:
    return {"placement_words": forms}


def placement_for(placement_id: UUID) -> Placement:
    """Give a placement the signed-in user may see. Raises: NotFound."""
    return queries.one(acting_user(), placement_id)


def version_for(placement_id: UUID, number: int) -> Agreement:
    """Give a version of its agreement the signed-in user may see. Raises: NotFound."""
    versions = placement_for(placement_id).agreements
    found = next((version for version in versions if version.number == number), None)
    if found is None:
        raise NotFound
    return found


def address(placement: Placement) -> str:
    """Give the address of a placement's page."""
    return url_for("placements.show", placement_id=placement.id)


def version_address(version: Agreement) -> str:
    """Give the address of the page of a version."""
    return url_for("placements.agreement", placement_id=version.placement_id, number=version.number)
