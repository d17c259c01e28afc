"""The digest for the people of a company, the paper with all that is kept about a person, and what is counted."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.queries import recipient_of
from portal.candidates.models import Candidate
from portal.core import clock, db, outbox, pdf, retention
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.outbox import MailKind, OutboxMail, nobody
from portal.core.reminders import Due
from portal.insight import queries
from portal.insight.queries import figures
from portal.insight.queries.digest import company_memberships
from portal.insight.queries.own_data import OwnData, Value
from portal.insight.queries.sources import Page
from portal.organisations.models import Membership
from portal.organisations.queries import actor_of
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState

FROM_HOUR = 6
"""The hour of the local day from which digests go out."""
DIGEST = MailKind("insight/digest", nobody)


NOT_HERE = (
    "Beschwerden stehen hier nicht, damit Ihre Beratung sie nicht liest: Was Sie in einer Beschwerde geschrieben "
    "haben, gibt Ihnen die Leitung Ihrer Dienststelle."
)
"""Stands on the data of everybody, so that it tells of no complaint."""


def digests_due(on: date) -> Iterator[Due]:
    """Find the people of companies whom something cannot wait for, from six in the morning."""
    if clock.local(clock.now()).hour < FROM_HOUR:
        return
    waited_for = {
        membership.user_id: membership.user for membership in company_memberships() if _is_waited_for(membership)
    }
    yield from (Due(user, on) for user in waited_for.values())


def send_digest(user: User) -> None:
    """Tell somebody what cannot wait, company by company."""
    told = _told(user)
    if told:
        outbox.put(DIGEST, recipient_of(user), told).record_id = user.id


@outbox.renews(DIGEST)
def as_it_is_now(mail: OutboxMail) -> bool:
    """Write a digest anew right before it goes: what waited may be done, or the company's business no more."""
    user = db.session.get(User, mail.record_id)
    told = _told(user) if user else {}
    if user and told:
        outbox.write(mail, DIGEST, recipient_of(user), told)
    return bool(told)


def _told(user: User) -> dict[str, Any]:
    """Give what cannot wait, company by company; nothing where nothing does."""
    homes = [(membership.organisation, _urgent(membership)) for membership in company_memberships(user.id)]
    told = [(company, piles) for company, piles in homes if piles]
    total = sum(pile.total for _company, piles in told for pile in piles)
    return {"homes": told, "total": total, "address": partial(_address, outbox.external_url())} if told else {}


def _is_waited_for(membership: Membership) -> bool:
    return queries.waiting(actor_of(membership.user, membership)) > 0


def _urgent(membership: Membership) -> list[queries.Pile]:
    return [pile for pile in queries.desk(actor_of(membership.user, membership)) if pile.is_urgent]


def _address(root: str, page: Page) -> str:
    return root + current_app.url_map.bind("portal").build(page.endpoint, dict(page.values))


def keep_figures(proposal: Proposal) -> None:
    """Count a proposal that is about to be erased: the numbers of its year stay as they are."""
    made = proposal.proposed_at or proposal.created_at
    for dimension, key in figures.of_one(proposal).items():
        retention.count(figures.NAME.format(dimension=dimension), made, key)


def keep_figures_of(candidate: Candidate, _actor: Actor, _change: Change) -> None:
    """Count the proposals that are erased with a person; what became a placement stays as a row, and counts itself."""
    is_over = (Proposal.candidate_id == candidate.id) & (Proposal.state != ProposalState.ACCEPTED)
    for proposal in db.session.scalars(select(Proposal).where(is_over)):
        keep_figures(proposal)


def printed(data: OwnData) -> bytes:
    """Print all that is kept about a person, section by section; what is empty is left out."""
    settings = current_app.extensions["portal.settings"]
    parts = [
        {"title": title, "entries": [[[label, _said(value)] for label, value in entry.items()] for entry in entries]}
        for title, entries in data.sections.items()
    ]
    content = {
        "reference": data.number,
        "title": "Auskunft über gespeicherte Daten",
        "introduction": f"Das hat der Integration Point über Sie gespeichert (Art. 15 und 20 DSGVO). {NOT_HERE}",
        "nothing": "Nichts gespeichert.",
        "sender": {"name": "Integration Point", "area": settings.district, "lines": [settings.reply_to]},
        "parts": parts,
    }
    return pdf.render("own_data", content, language="de")


def _said(value: Value) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_said(one)}" for name, one in value.items() if one is not None)
    return "" if value is None else str(value)
