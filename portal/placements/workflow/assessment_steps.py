"""Guards and effects of what company and person say of a placement."""

from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core import db
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.placements import queries, rules
from portal.placements.models import Assessment, Placement

Params = dict[str, Any]


def texts_are_of_work(_placement: Placement, _actor: Actor, params: Params) -> None:
    """Refuse what says more than how the work was: the person reads it, and a certificate may carry it."""
    rules.check_assessment(params["part"].strengths, params["part"].hire_needs)


def person_has_not_answered(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse to change what the person has read and answered."""
    known = queries.assessment_of(placement.id)
    if known is not None and known.agrees is not None:
        raise GuardRefused(_l("Die Person hat schon geantwortet. Möchten Sie etwas ändern? Bitte rufen Sie uns an."))


def agrees_to_something(placement: Placement, _actor: Actor, params: Params) -> None:
    """Refuse an answer to what the company has not written."""
    known = queries.assessment_of(placement.id)
    if params["part"].agrees is not None and (known is None or known.hire is None):
        raise GuardRefused(_l("Der Betrieb hat noch nichts geschrieben."))


def keep(placement: Placement, _actor: Actor, _change: Change, params: Params) -> None:
    """Write a part into the one row of the placement."""
    row = queries.assessment_of(placement.id) or Assessment(placement_id=placement.id)
    for name, value in asdict(params["part"]).items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
