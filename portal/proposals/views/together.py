"""Several proposals in one go: one person for several offers, or several people for one; each row by itself."""

from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from portal.candidates import queries as candidates
from portal.candidates.models import Candidate
from portal.core import db
from portal.core.errors import NotAllowed, PortalError
from portal.core.web import acting_user, done, page, requires
from portal.proposals import services
from portal.proposals.forms import NewForm
from portal.proposals.models import Proposal
from portal.proposals.rules import MOST_AT_ONCE
from portal.proposals.services import Plan
from portal.proposals.views.blueprint import bp
from portal.proposals.views.new import kinds_of, names_this_job
from portal.vacancies import queries as vacancies
from portal.vacancies.models import Vacancy

ASK = "ask"


class RowForm(NewForm):
    """What is fixed for one person and one offer, and whether this row is sent at all."""

    is_wanted = BooleanField(_l("Fragen"))


@dataclass
class Row:
    """A person and an offer, what is fixed for them, and what stands against it or came of it."""

    candidate: Candidate
    vacancy: Vacancy
    form: RowForm
    obstacle: Any = None
    made: Proposal | None = None

    @property
    def plan(self) -> Plan:
        """Give what would be proposed."""
        form = self.form
        return Plan(
            legal_kind=form.legal_kind.data,
            starts_on=form.starts_on.data,
            note=form.note_to_company.data or None,
            record_id=form.new_id,
            names_this_job=names_this_job(form),
        )


@bp.route("/together", methods=["GET", "POST"])
@requires("proposal:ask")
def together() -> ResponseReturnValue:
    """Look at several pairs of person and offer, and ask for those that are ticked."""
    if acting_user().company_id is not None:
        raise NotAllowed(_("Sie handeln gerade für einen Betrieb. Beenden Sie das zuerst."))
    rows = _rows()
    if not rows:
        flash(_("Bitte wählen Sie zuerst Personen und Angebote aus."), "info")
        return redirect(url_for("candidates.people"), code=303)
    is_filled_in = request.method == "POST" and not [row for row in rows if not row.form.validate()]
    if is_filled_in and request.form.get("deed") == ASK:
        wanted = [row for row in rows if row.form.is_wanted.data]
        for row in wanted:
            _ask(row)
        done(url_for("proposals.index"))
        return page("proposals/together_done.html", rows=wanted)
    for row in rows:
        row.obstacle = None if row.form.errors else _obstacle(row)
    status = 422 if request.method == "POST" and not is_filled_in else 200
    return page("proposals/together.html", status=status, rows=rows)


def _rows() -> list[Row]:
    actor = acting_user()
    people = [candidates.one(actor, one, "candidate:edit") for one in _ids("candidate")]
    offers = [vacancies.one(actor, one) for one in _ids("vacancy")]
    return [_row(candidate, vacancy) for candidate, vacancy in list(product(people, offers))[:MOST_AT_ONCE]]


def _ids(name: str) -> list[UUID]:
    return list(dict.fromkeys(request.values.getlist(name, type=UUID)))[:MOST_AT_ONCE]


def _row(candidate: Candidate, vacancy: Vacancy) -> Row:
    row = Row(candidate, vacancy, RowForm(prefix=f"{candidate.number}-{vacancy.number}-"))
    row.form.legal_kind.choices = kinds_of(vacancy)
    if not candidates.is_for_one_job(candidate.id):
        del row.form.names_this_job
    if request.method == "GET":
        row.form.starts_on.data = vacancy.text.starts_on
        row.form.is_wanted.data = _suggest(row)
    return row


def _suggest(row: Row) -> bool:
    """Begin with the first legal kind nothing stands against; there may be none."""
    kinds = [code for code, _words in kinds_of(row.vacancy)]
    for code in kinds:
        row.form.legal_kind.data = code
        if _obstacle(row) is None:
            return True
    row.form.legal_kind.data = kinds[0] if kinds else None
    return False


def _obstacle(row: Row) -> Any:
    """Say in words what stands against a row now; nothing is written."""
    if row.form.legal_kind.data not in {code for code, _words in kinds_of(row.vacancy)}:
        return _("Für dieses Angebot gibt es keine rechtliche Art.")
    return services.obstacle(row.candidate, row.vacancy, row.plan, actor=acting_user())


def _ask(row: Row) -> None:
    """Ask for one row; what a rule says against it stands in nobody else's way."""
    try:
        with db.session.begin_nested():
            row.made = services.ask(row.candidate, row.vacancy, row.plan, actor=acting_user())
    except PortalError as refused:
        row.obstacle = refused.message
