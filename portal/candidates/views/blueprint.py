"""The blueprint of people's files, and what its pages share."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for

from portal.candidates import queries
from portal.candidates.forms import EVENTS, GRADES, ITEMS, LEVELS, STATES, STEPS
from portal.candidates.models import Candidate
from portal.core.web import acting_user

bp = Blueprint("candidates", __name__, url_prefix="/candidates")


@bp.context_processor
def words() -> dict[str, Any]:
    """Give the words for the codes of a file."""
    return {
        "states": STATES,
        "grades": GRADES,
        "items": ITEMS,
        "events": EVENTS,
        "levels": LEVELS,
        "step_labels": STEPS,
    }


def file_for(action: str, candidate_id: UUID) -> Candidate:
    """Give the file with which the signed-in user may do this; who asks for a double is led to the file that stays.

    Raises: NotFound.
    """
    candidate = queries.one(acting_user(), candidate_id, action)
    if candidate.merged_into_id and request.method == "GET":
        abort(redirect(url_for("candidates.show", candidate_id=candidate.merged_into_id), code=303))
    return candidate


def address(candidate: Candidate, endpoint: str = "show") -> str:
    """Give the address of a page of this file."""
    return url_for(f"candidates.{endpoint}", candidate_id=candidate.id)
