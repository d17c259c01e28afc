"""The inbox of a company and the proposals of a caseworker's people: one list, each with what is due first."""

from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import paging
from portal.core.web import acting_user, page, requires
from portal.proposals import queries
from portal.proposals.forms import STATES, STATES_FOR_COMPANY, FilterForm
from portal.proposals.queries import Filters
from portal.proposals.queries.answers import answers_of
from portal.proposals.rules import ProposalState
from portal.proposals.views.blueprint import bp
from portal.proposals.views.sheets import line

ALL = "all"


@bp.route("")
@requires("proposal:view")
def index() -> ResponseReturnValue:
    """List what waits for an answer, and on request everything else."""
    actor = acting_user()
    words = STATES_FOR_COMPANY if actor.company_id else STATES
    form = FilterForm(request.args)
    form.state.choices = [
        ("", _("offene")),
        (ALL, _("alle")),
        *((state.value, label) for state, label in words.items()),
    ]
    state = form.chosen("state")
    found, total = queries.visible_to(actor, _filters(state), page=paging.number())
    return page(
        "proposals/index.html",
        lines=[line(actor, proposal) for proposal in found],
        filters=form,
        chips=_chips(state, words),
        is_company=actor.company_id is not None,
        answers=answers_of(actor.company_id) if actor.company_id else None,
        **paging.of(total),
    )


def _filters(state: str | None) -> Filters:
    return Filters(
        states=(ProposalState(state),) if state and state != ALL else (),
        is_open=not state,
        candidate_id=request.args.get("candidate", type=UUID),
        vacancy_id=request.args.get("vacancy", type=UUID),
    )


def _chips(state: str | None, words: Any) -> list[dict[str, Any]]:
    labels = {
        "state": (_("alle") if state == ALL else words[ProposalState(state)]) if state else None,
        "candidate": _("eine Person") if request.args.get("candidate") else None,
        "vacancy": _("ein Angebot") if request.args.get("vacancy") else None,
    }
    return paging.chips(labels)
