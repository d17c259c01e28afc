"""What the portal does with official lists; nothing here commits."""

from dataclasses import asdict

from sqlalchemy import delete, insert, select

from portal.core import clock, db
from portal.reference.models import OccupationClass, OccupationTitle
from portal.reference.official import Lists


def replace_occupations(lists: Lists) -> list[str]:
    """Keep these occupations instead of those that were imported before; give the titles that are no more."""
    before = set(db.session.scalars(select(OccupationTitle.title)))
    now = clock.now()
    db.session.execute(delete(OccupationTitle))
    db.session.execute(delete(OccupationClass))
    db.session.execute(insert(OccupationClass), [asdict(row) for row in lists.classes])
    db.session.execute(insert(OccupationTitle), [{**asdict(row), "imported_at": now} for row in lists.titles])
    return sorted(before - {row.title for row in lists.titles})
