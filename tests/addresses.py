"""Addresses built from the routes themselves and from all the records there are."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule

from portal.accounts.models import SignIn
from portal.candidates.models import Candidate, CandidateDocument, Consent, DownloadDeletion, PersonMessage
from portal.cooperation.models import CallBack, Course, Referral
from portal.core import db, permissions
from portal.core.actor import Actor
from portal.core.outbox import OutboxMail
from portal.organisations.models import Membership, Organisation
from portal.placements.models import Clearance, Placement
from portal.proposals.models import Message, Proposal, SearchOrder, TextBlock
from portal.vacancies.models import Vacancy

Known = Mapping[str, Sequence[Any]]
RECORDS = {
    "call_back_id": CallBack,
    "candidate_id": Candidate,
    "clearance_id": Clearance,
    "consent_id": Consent,
    "course_id": Course,
    "deletion_id": DownloadDeletion,
    "document_id": CandidateDocument,
    "mail_id": OutboxMail,
    "membership_id": Membership,
    "message_id": Message,
    "order_id": SearchOrder,
    "organisation_id": Organisation,
    "person_message_id": PersonMessage,
    "placement_id": Placement,
    "proposal_id": Proposal,
    "referral_id": Referral,
    "sign_in_id": SignIn,
    "text_id": TextBlock,
    "vacancy_id": Vacancy,
}
"""What the names in addresses are ids of."""


def known_ids(actor: Actor | None = None) -> dict[str, list[Any]]:
    """Give the ids of everything there is, or that somebody may see; of versions the first two numbers."""
    ids = {}
    for name, model in RECORDS.items():
        view = f"{name.removesuffix('_id')}:view".replace("organisation:", "company:")
        query = select(model.id)
        is_guarded = actor is not None and view in permissions.declared()
        ids[name] = list(db.session.scalars(query.where(permissions.where(actor, view)) if is_guarded else query))
    return {**ids, "number": [1, 2]}


def built(rule: Rule, known: Known) -> Iterator[str]:
    """Build every address of one route from what is known."""
    names, choices = list(rule._converters), []
    for name, converter in rule._converters.items():
        choices.append(sorted(converter.items) if isinstance(converter, AnyConverter) else known.get(name, []))
    for values in itertools.product(*choices):
        made = rule.build(dict(zip(names, values, strict=True)))
        if made:
            yield made[1]
