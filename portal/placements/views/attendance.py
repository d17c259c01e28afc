"""The attendance list of a month, as PDF."""

from datetime import date
from uuid import UUID

from flask.typing import ResponseReturnValue

from portal.core import pdf
from portal.core.errors import NotFound
from portal.core.web import acting_user, requires
from portal.placements.services import attendance
from portal.placements.views.blueprint import bp, placement_for


@bp.route("/<uuid:placement_id>/attendance/<int:year>-<int:month>.pdf")
@requires("placement:write")
def attendance_pdf(placement_id: UUID, year: int, month: int) -> ResponseReturnValue:
    """Print the list of a month."""
    placement = placement_for(placement_id)
    try:
        first = date(year, month, 1)
    except ValueError as error:
        raise NotFound from error
    content = attendance.paper(placement, first, actor=acting_user())
    return pdf.shown(content, f"{placement.number}-{year}-{month:02}")
