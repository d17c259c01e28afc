"""The way of a company from its sign-up on."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.core.merging import move_references, refuse_doubles
from portal.core.workflow import Reason, Transition, Workflow
from portal.organisations import mails, queries
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState, sort_name

refuse_doubles(Organisation)
S = CompanyState
DATA = (
    "name",
    "proof",
    "register_number",
    "register_key",
    "proof_note",
    "street",
    "postal_code",
    "town",
    "ags",
    "contact_name",
    "contact_phone",
    "contact_email",
    "website",
    "about",
    "employees",
    "holidays_from",
    "holidays_until",
    "max_proposals_per_month",
    "no_proposals_until",
    "team_speaks",
    "newcomer_help",
    "logo_key",
    "logo_text",
    "photo_key",
    "photo_text",
)
"""The columns a company says of itself."""


class OwnEntry(GuardRefused):
    """Nobody verifies what they entered themselves."""

    message = _l("Sie haben diesen Betrieb selbst eingetragen. Bitte lassen Sie ihn von jemand anderem prüfen.")


def _by_somebody_else(company: Organisation, actor: Actor, _params: dict[str, Any]) -> None:
    if queries.registered_by(company.id) == actor.id:
        raise OwnEntry


class NotTheSame(GuardRefused):
    """Two entries are merged while none is locked or closed, and the better proven one stays."""

    message = _l(
        "Diese Einträge lassen sich so nicht zusammenlegen. Keiner darf gesperrt oder geschlossen sein, und ein "
        "geprüfter Eintrag bleibt."
    )


def _can_take_over(kept: Organisation, _actor: Actor, params: dict[str, Any]) -> None:
    double: Organisation = params["double"]
    if double.id == kept.id or double.state not in (S.REGISTERED, kept.state):
        raise NotTheSame


def _move_everything(double: Organisation, _actor: Actor, _change: Change, params: dict[str, Any]) -> None:
    # The one effect that reaches into other areas: a table nobody thought of would keep its rows with the double.
    move_references(double, db.session.get_one(Organisation, params["merged_into_id"]))


def _fold_name(company: Organisation, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    company.sort_name = sort_name(company.name)


def _note_review(company: Organisation, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    company.access_reviewed_on = clock.today()


OPEN = (S.REGISTERED, S.VERIFIED, S.SUSPENDED)
LIVING = (S.REGISTERED, S.VERIFIED)
WORKFLOW = Workflow(
    "company",
    Organisation,
    (
        Transition("register", (), S.REGISTERED, mails=(mails.REGISTERED,), effects=(_fold_name,)),
        Transition("verify", (S.REGISTERED,), S.VERIFIED, guards=(_by_somebody_else,), mails=(mails.VERIFIED,)),
        Transition("suspend", (S.VERIFIED,), S.SUSPENDED, reason=Reason.REQUIRED, mails=(mails.SUSPENDED,)),
        Transition("resume", (S.SUSPENDED,), S.VERIFIED, reason=Reason.OPTIONAL, mails=(mails.RESUMED,)),
        Transition("close", OPEN, S.CLOSED, reason=Reason.REQUIRED),
        Transition("take_over", LIVING, None, guards=(_can_take_over,), reason=Reason.REQUIRED, automatic=True),
        Transition(
            "merge",
            LIVING,
            S.CLOSED,
            reason=Reason.REQUIRED,
            effects=(_move_everything,),
            columns=("merged_into_id",),
            mails=(mails.MERGED,),
            automatic=True,
        ),
        Transition("edit", OPEN, None, effects=(_fold_name,), columns=DATA, automatic=True),
        Transition("review_access", OPEN, None, effects=(_note_review,), automatic=True),
        Transition("object", tuple(S), None, reason=Reason.OPTIONAL, mails=(mails.OBJECTED,), automatic=True),
    ),
)
