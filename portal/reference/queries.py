"""Official lists as they were imported."""

from datetime import datetime

from sqlalchemy import func, select

from portal.core import db
from portal.reference.models import OccupationTitle
from portal.reference.official import Title

Generation = tuple[int, datetime | None]


def generation() -> Generation:
    """Tell which titles are kept: how many, and when they were imported."""
    count, imported_at = db.session.execute(
        select(func.count(OccupationTitle.dkz_code), func.max(OccupationTitle.imported_at))
    ).one()
    return count, imported_at


def titles() -> tuple[Title, ...]:
    """Give all titles."""
    row = OccupationTitle
    rows = db.session.execute(select(row.dkz_code, row.title, row.kldb, row.masculine, row.feminine))
    return tuple(Title(*found) for found in rows)
