"""Addresses built from the routes themselves and from all the records there are."""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from werkzeug.routing import AnyConverter, BaseConverter, Rule

from portal.accounts.models import Invitation, SignIn
from portal.administration.models import ReferenceOverride
from portal.administration.rules import LAW
from portal.api.models import ApiToken
from portal.candidates.forms import SECTIONS, STEPS
from portal.candidates.models import (
    CallTask,
    Candidate,
    CandidateDocument,
    Consent,
    DownloadDeletion,
    Experience,
    PeopleList,
    PersonMessage,
    Transfer,
)
from portal.candidates.rules import ScreeningItem
from portal.cooperation.models import CallBack, Course, Enrolment, Referral, WaitingPlace
from portal.core import db, permissions
from portal.core.actor import Actor
from portal.core.jobs import Job
from portal.core.outbox import OutboxMail
from portal.organisations.models import FirmTip, Instruction, JoinRequest, Membership, Organisation
from portal.placements.models import Agreement, Clearance, Confirmation, Placement
from portal.proposals.models import Message, Proposal, SearchOrder, TextBlock
from portal.vacancies.models import SearchWord, Vacancy

Known = Mapping[str, Collection[Any]]
RECORDS = {
    "call_back_id": CallBack,
    "call_task_id": CallTask,
    "candidate_id": Candidate,
    "clearance_id": Clearance,
    "confirmation_id": Confirmation,
    "consent_id": Consent,
    "course_id": Course,
    "deletion_id": DownloadDeletion,
    "document_id": CandidateDocument,
    "enrolment_id": Enrolment,
    "experience_id": Experience,
    "instruction_id": Instruction,
    "invitation_id": Invitation,
    "job_id": Job,
    "list_id": PeopleList,
    "mail_id": OutboxMail,
    "membership_id": Membership,
    "message_id": Message,
    "order_id": SearchOrder,
    "organisation_id": Organisation,
    "override_id": ReferenceOverride,
    "person_message_id": PersonMessage,
    "placement_id": Placement,
    "proposal_id": Proposal,
    "referral_id": Referral,
    "request_id": JoinRequest,
    "sign_in_id": SignIn,
    "text_id": TextBlock,
    "tip_id": FirmTip,
    "token_id": ApiToken,
    "transfer_id": Transfer,
    "vacancy_id": Vacancy,
    "waiting_place_id": WaitingPlace,
    "word_id": SearchWord,
}
"""What the names in addresses are ids of."""
VIEWS = {"list": "people_list", "organisation": "company", "request": "join_request", "token": "api_token"}
"""What the permission to see something is called where the address says it shorter."""
OWNERS = {
    "confirmation_id": ("placement_id", select(Confirmation.id, Agreement.placement_id).join(Agreement)),
    "consent_id": ("candidate_id", select(Consent.id, Consent.candidate_id)),
    "experience_id": ("candidate_id", select(Experience.id, Experience.candidate_id)),
    "message_id": ("proposal_id", select(Message.id, Message.proposal_id)),
}
"""What stands in an address behind the id of what it belongs to."""

WORDS: Mapping[str, Sequence[str]] = {
    "event": tuple(STEPS),
    "item": tuple(ScreeningItem),
    "section": tuple(SECTIONS),
    "table": LAW,
}
"""What the other words in addresses can be."""


def known_ids(actor: Actor | None = None) -> dict[str, Collection[Any]]:
    """Give the ids of everything there is, or that somebody may see; of versions the first two numbers.

    What stands behind its owner in addresses is given with the id of the owner.
    """
    ids: dict[str, Collection[Any]] = {"number": [1, 2]}
    for name, model in RECORDS.items():
        if name in OWNERS:
            ids[name] = dict(db.session.execute(OWNERS[name][1]).all())
            continue
        subject = name.removesuffix("_id")
        view = f"{VIEWS.get(subject, subject)}:view"
        query = select(model.id)
        is_guarded = actor is not None and view in permissions.declared()
        ids[name] = list(db.session.scalars(query.where(permissions.where(actor, view)) if is_guarded else query))
    return ids


def built(rule: Rule, known: Known) -> Iterator[str]:
    """Build the addresses of one route from what is known: what belongs together, and one pair that does not."""
    choices = {name: _choices(name, converter, known) for name, converter in rule._converters.items()}
    has_strangers = False
    for ids in itertools.product(*choices.values()):
        values = dict(zip(choices, ids, strict=True))
        is_strange = not _belong_together(values, known)
        if (is_strange and has_strangers) or _says_it_again(values, choices):
            continue
        has_strangers = has_strangers or is_strange
        made = rule.build(values)
        if made:
            yield made[1]


def _choices(name: str, converter: BaseConverter, known: Known) -> Sequence[Any]:
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)
    return WORDS.get(name) or list(known.get(name, ()))


def _belong_together(values: Mapping[str, Any], known: Known) -> bool:
    pairs = ((part, OWNERS[part][0]) for part in values if part in OWNERS)
    return all(known[part][values[part]] == values[owner] for part, owner in pairs if owner in values)


def _says_it_again(values: Mapping[str, Any], choices: Mapping[str, Sequence[Any]]) -> bool:
    """Tell whether a record other than the first stands with a word other than the first: each comes once."""
    later = {name for name, value in values.items() if value != choices[name][0]}
    words = {name for name in choices if choices[name] is WORDS.get(name)}
    return bool(later & words) and bool(later - words)
