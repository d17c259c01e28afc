"""What can be done with a company from its page: the steps of its workflow, and the deeds around it."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.actor import Actor
from portal.core.permissions import may
from portal.organisations.forms import STEPS
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState
from portal.organisations.workflow import WORKFLOW

OPENING = ("verify", "resume")
"""Steps that stand first; those that take something away stand last."""
Action = dict[str, Any]


def actions(actor: Actor, company: Organisation, *, waiting: int, is_own_entry: bool) -> list[Action]:
    """List what this actor can press now.

    Args: waiting: how many entries wait for the company's word, which a letter would ask for.
        is_own_entry: whether the actor entered the company, which somebody else verifies then.
    """
    steps = [row.event for row in WORKFLOW.possible(actor, company) if row.event != "verify" or not is_own_entry]
    return [
        *(_step(company, event) for event in steps if event in OPENING),
        *_deeds(actor, company, waiting),
        *(_step(company, event) for event in steps if event not in OPENING),
    ]


def can_merge(actor: Actor, company: Organisation) -> bool:
    """Tell whether this actor can merge a company with another entry now."""
    return may(actor, "company:merge", company) and WORKFLOW.find("merge", company.state) is not None


def _step(company: Organisation, event: str) -> Action:
    url = url_for("organisations.step", organisation_id=company.id, event=event)
    return {"label": STEPS[event], "url": url, "variant": "" if event in OPENING else "tertiary"}


def _deeds(actor: Actor, company: Organisation, waiting: int) -> Iterator[Action]:
    if may(actor, "company:act_for", company) and company.state is not CompanyState.CLOSED:
        yield _to(company, "act_for", _("Im Auftrag handeln"))
    if may(actor, "company:log_contact", company):
        yield _to(company, "log_contact", _("Kontakt eintragen"), icon="phone")
    if waiting and may(actor, "company:print_letter", company):
        yield _to(company, "letter", _("Brief zur Bestätigung drucken"), method="post", hint=_hint(waiting))
    if may(actor, "company:edit", company):
        yield _to(company, "edit", _("Angaben ändern"), icon="edit")
        for kind, label in (("logo", _("Logo")), ("photo", _("Foto"))):
            url = url_for("organisations.change_picture", organisation_id=company.id, kind=kind)
            yield {"label": label, "url": url}
    if can_merge(actor, company):
        yield _to(company, "merge", _("Mit einem anderen Eintrag zusammenlegen"), variant="tertiary")


def _to(company: Organisation, endpoint: str, label: str, **more: Any) -> Action:
    url = url_for(f"organisations.{endpoint}", organisation_id=company.id)
    return {"label": label, "url": url, **more}


def _hint(waiting: int) -> Any:
    return ngettext(
        "Ein Eintrag wartet auf ein Ja oder Nein des Betriebs.",
        "%(num)s Einträge warten auf ein Ja oder Nein des Betriebs.",
        waiting,
    )
