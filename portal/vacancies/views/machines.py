"""Whether the portal works, for whoever watches over it; the blueprint of all pages for machines."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from portal.core import db
from portal.core.web import public
from portal.vacancies import search

bp = Blueprint("machines", __name__)


@bp.route("/healthz")
@public
def healthz() -> Response:
    """Say whether this process can answer: a dead database is an error, a missing index is being rebuilt."""
    db.session.execute(text("SELECT 1"))
    response = jsonify(database="ok", index="ok" if search.overview() else "rebuilding")
    response.headers["Cache-Control"] = "no-store"
    return response
