"""The list of the own people: filters in the address, columns to choose, and the same as a file."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.views.security import fresh
from portal.candidates import queries, rules
from portal.candidates.forms import GRADES, STATES, FindForm
from portal.candidates.forms.choices import CHOOSE
from portal.candidates.forms.lists import DEPUTISED, OWN, FilterForm, files, offer_lists, piles
from portal.candidates.policy import LIST_LEVEL
from portal.candidates.queries import Filters
from portal.candidates.queries.listing import SORTS, URGENCY
from portal.candidates.queries.lists import NamedList
from portal.candidates.rules import CandidateState, Grade
from portal.candidates.views.blueprint import bp
from portal.candidates.views.columns import COLUMNS, USUAL, columns, row
from portal.core import audit, clock, paging, sheets
from portal.core.web import acting_user, page, requires
from portal.reference import Level, snapshot


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the form it fills, the filters it means, and the lists there are."""

    form: FilterForm
    filters: Filters
    lists: list[NamedList]


@bp.route("/")
@requires("candidate:list")
def people() -> ResponseReturnValue:
    """List the own people."""
    asked = _asked()
    found, total = queries.people(acting_user(), asked.filters, paging.number())
    return page(
        "candidates/people.html",
        filters=asked.form,
        find=FindForm(),
        found=found,
        columns=columns(asked.form.columns.data or ()),
        chips=_chips(asked),
        sorts=_sorts(asked.filters),
        stands_in=bool(acting_user().deputy_for),
        today=clock.today(),
        grade_of=lambda person: rules.grade(person.checks, clock.today()),
        query={name: request.args.getlist(name) for name in request.args if name != "page"},
        **paging.of(total),
    )


@bp.route("/people.<any(csv, xlsx):kind>")
@requires("candidate:list")
@fresh
def export(kind: str) -> ResponseReturnValue:
    """Hand out the list as a file; each person on it sees in the read log that it was taken out."""
    asked, actor = _asked(), acting_user()
    lines = queries.everybody(actor, asked.filters)
    shown = columns(asked.form.columns.data or ())
    for line in lines:
        audit.read(line.person.id, actor=actor, level=LIST_LEVEL, channel=kind)
    header = [str(column.title) for column in shown.values()]
    return sheets.download(kind, "personen", header, [row(line, shown.values()) for line in lines])


def _asked() -> Asked:
    form, lists = FilterForm(request.args), queries.lists_of(acting_user())
    offer_lists(form.on_list, lists, empty=CHOOSE)
    form.columns.choices = [(code, column.title) for code, column in COLUMNS.items() if code != "name"]
    form.columns.data = form.chosen("columns") or list(USUAL)
    return Asked(form, _filters(form), lists)


def _filters(form: FilterForm) -> Filters:
    pile, on_list = form.chosen("pile"), form.chosen("on_list")
    sort = request.args.get("sort") or (URGENCY if pile else "name")
    return Filters(
        state=CandidateState(state) if (state := form.chosen("state")) else None,
        grade=Grade(grade) if (grade := form.chosen("grade")) else None,
        ags=form.chosen("ags"),
        german=Level(level) if (level := form.chosen("german")) else None,
        wish=form.chosen("wish"),
        pile=pile,
        on_list=UUID(on_list) if on_list else None,
        is_deputised={OWN: False, DEPUTISED: True}.get(form.chosen("file")),
        is_overdue=bool(form.chosen("overdue")),
        sort=sort if sort in (*SORTS, URGENCY) else "name",
    )


def _sorts(filters: Filters) -> list[dict[str, Any]]:
    labels = {
        "name": _("Name"),
        "next_step": _("Nächster Schritt"),
        "contact": _("Letzter Kontakt"),
        URGENCY: _("Was zuerst dran ist"),
    }
    return [
        {"label": label, "url": paging.address(sort=sort, page=None), "current": sort == filters.sort}
        for sort, label in labels.items()
    ]


def _chips(asked: Asked) -> list[dict[str, Any]]:
    filters, form = asked.filters, asked.form
    labels = {
        "pile": dict(piles()).get(filters.pile or ""),
        "state": STATES[filters.state] if filters.state else None,
        "grade": GRADES[filters.grade] if filters.grade else None,
        "ags": snapshot().municipality(filters.ags).name if filters.ags else None,
        "german": _("Deutsch ab %(level)s", level=filters.german) if filters.german else None,
        "wish": filters.wish,
        "on_list": next((one.name for one in asked.lists if one.id == filters.on_list), None),
        "file": next((label for code, label in files() if code == form.chosen("file")), None),
        "overdue": form.overdue.label.text if filters.is_overdue else None,
    }
    return paging.chips(labels)
