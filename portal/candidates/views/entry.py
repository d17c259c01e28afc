"""Finding somebody, quick entry, and the door to a colleague's file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from portal.candidates import queries, services
from portal.candidates.forms import EntryForm, FindForm, OpenForm
from portal.candidates.forms.choices import ALIKE
from portal.candidates.models import Candidate
from portal.candidates.queries import screening
from portal.candidates.views.blueprint import address, bp
from portal.core import paging
from portal.core.permissions import may
from portal.core.web import acting_user, done, page, requires

NOT_COLUMNS = ("csrf_token", "record_id", "is_other_person", "german")


@bp.route("/find", methods=["GET", "POST"])
@requires("candidate:find")
def find() -> ResponseReturnValue:
    """Find people of the own office by name or number; the answer comes at once, so that no address holds it."""
    form, hits = FindForm(), None
    if form.validate_on_submit():
        text = form.text.data or ""
        by_number = queries.by_number(acting_user(), text)
        hits = [by_number] if by_number else queries.found_by_name(acting_user(), text)
    return page("candidates/find.html", form=form, hits=hits)


@bp.route("/new", methods=["GET", "POST"])
@requires("candidate:register")
def new() -> ResponseReturnValue:
    """Open a file."""
    form = EntryForm(locale="de")
    candidate, found = entered(form)
    return done(address(candidate)) if candidate else page("candidates/new.html", form=form, found=found)


@dataclass(frozen=True)
class Found:
    """Who may be the same person: files of the own office, and whether another office knows the name."""

    doubles: list[queries.Double]
    is_elsewhere: bool
    reasons: Mapping[queries.Alike, Any] = field(default_factory=lambda: ALIKE)


def entered(form: EntryForm) -> tuple[Candidate | None, Found | None]:
    """Open the file somebody has filled in, unless it may be there already; then give what was found."""
    if not form.validate_on_submit():
        return None, None
    found = _look_for(form)
    if found and not form.is_other_person.data:
        form.form_errors.append(_("Vielleicht gibt es diese Person schon. Bitte sehen Sie zuerst nach."))
        return None, found
    return _register(form), None


def _look_for(form: EntryForm) -> Found | None:
    name = services.folded(form.first_name.data or "", form.last_name.data or "")
    look = queries.Look(name, form.birth_date.data, form.phone.data, form.email.data)
    alike = [one for one in queries.doubles(acting_user(), look) if one.hit.id != form.new_id]
    is_elsewhere = queries.is_elsewhere(acting_user(), look)
    return Found(alike, is_elsewhere) if alike or is_elsewhere else None


def _register(form: EntryForm) -> Candidate:
    values = {field.name: field.data for field in form if field.name not in NOT_COLUMNS}
    candidate = services.register(values, german=form.german.data, record_id=form.new_id, actor=acting_user())
    flash(_("Das Profil %(number)s ist angelegt.", number=candidate.number), "success")
    return candidate


@bp.route("/<uuid:candidate_id>/open", methods=["GET", "POST"])
@requires("candidate:open")
def open_file(candidate_id: UUID) -> ResponseReturnValue:
    """Open a colleague's file with a reason; who comes as the second person goes on to the checklist."""
    candidate = queries.one_in_office(acting_user(), candidate_id)
    is_second = "second" in request.args
    form = OpenForm(reason=_("Zweite Person beim Profil-Check") if is_second else None)
    if form.validate_on_submit():
        services.open_with_reason(candidate, form.reason.data or "", actor=acting_user())
        return done(address(candidate, "checklist" if is_second else "show"))
    return page("candidates/open_file.html", form=form, candidate=candidate)


@bp.route("/second-looks")
@requires("candidate:look_twice")
def second_looks() -> ResponseReturnValue:
    """List the files of the office whose check waits for a second person."""
    actor = acting_user()
    query = screening.to_look_at(actor).options(joinedload(Candidate.caseworker))
    found, total = paging.rows(query, paging.number())
    own = {one.id for one in found if may(actor, "candidate:confirm", one)}
    return page("candidates/second_looks.html", found=found, own=own, **paging.of(total))
