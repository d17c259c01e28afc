"""The desk, the first page after signing in, and a company's own numbers."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.candidates.queries.reasons import reasons
from portal.core import clock, paging
from portal.core.errors import NotAllowed
from portal.core.forms import REQUIRED, BaseForm, clean
from portal.core.web import acting_user, done, page, requires
from portal.insight import queries
from portal.insight.queries.by_number import by_number
from portal.insight.queries.numbers import offers
from portal.insight.queries.sources import Page
from portal.insight.views.blueprint import bp


class NumberForm(BaseForm):
    """A short number, as it stands on letters."""

    number = StringField(
        _l("Nummer"),
        [DataRequired(REQUIRED), Length(max=20)],
        description=_l("Person K-, Vorschlag P-, Angebot A-, Betrieb B-, Einsatz E-"),
        filters=[clean],
    )


@bp.get("/desk")
@requires("desk:view")
def desk() -> ResponseReturnValue:
    """Show what waits for whoever is signed in."""
    return _desk(NumberForm())


@bp.post("/desk/number")
@requires("desk:view")
def number() -> ResponseReturnValue:
    """Lead to whatever has this short number; it is sent, so that no address and no log holds it."""
    form = NumberForm()
    if form.validate_on_submit():
        target = by_number(acting_user(), form.number.data or "")
        if target is not None:
            return done(_address(target))
        form.number.errors = [_("Diese Nummer ist nicht gefunden.")]
    return _desk(form)


def _desk(form: NumberForm) -> ResponseReturnValue:
    return page(
        "insight/desk.html",
        form=form,
        piles=queries.desk(acting_user()),
        own=queries.own_people(acting_user()),
        reasons=reasons(),
        address=_address,
        today=clock.today(),
    )


@bp.get("/numbers")
@requires("numbers:view")
def numbers() -> ResponseReturnValue:
    """Show a company what became of its offers."""
    if acting_user().company_id is None:
        raise NotAllowed
    rows, total = offers(acting_user(), page=paging.number())
    return page("insight/numbers.html", rows=rows, **paging.of(total))


def _address(target: Page) -> str:
    return url_for(target.endpoint, **target.values)
