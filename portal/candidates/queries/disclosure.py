"""What a company sees of people: levels from live grants, and the one object its pages, mails and papers may get."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.candidates.models import Candidate, CandidateDocument, Consent, DisclosureGrant, Residence
from portal.candidates.queries import values
from portal.candidates.queries.consents import live_on
from portal.candidates.queries.documents import Paper, papers_to_share
from portal.candidates.rules import Asked, ConsentPurpose, DisclosureLevel, Field, Shown, disclosed, rank
from portal.candidates.rules.words import DOCUMENTS
from portal.core import audit, clock, db
from portal.core.actor import COMPANY_ROLES, Actor
from portal.core.permissions import require
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState
from portal.reference import snapshot

CARD_OPTIONS = (selectinload(Candidate.languages), selectinload(Candidate.experiences))
"""What must be loaded with a person whose card is shown."""


@dataclass(frozen=True)
class Around:
    """What a card says beyond the person's own data; whoever shows the card knows the offer and the kind.

    Args: permission: sentence for the firm. distance_km: rounded here. languages: ISO codes the offer asks for.
        by_paper: fields the paper of this kind needs. documents: papers the employer must see and keep.
    """

    permission: Any = None
    distance_km: float | None = None
    languages: frozenset[str] = frozenset()
    asks_licence: bool = False
    by_paper: frozenset[Field] = frozenset()
    documents: tuple[str, ...] = ()


ALONE = Around()
"""A card beside no offer."""


@dataclass(frozen=True)
class DisclosedView(Mapping[Field, Any]):
    """The fields of one person one company may see now, and nothing else; keys are those of `Field`."""

    level: DisclosureLevel
    shown: Mapping[Field, Any] = field(repr=False)

    def __getitem__(self, key: Field) -> Any:
        return self.shown[key]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.shown)

    def __len__(self) -> int:
        return len(self.shown)

    @property
    def title(self) -> str:
        """Give what this person is called at this level: the name, or the number."""
        return str(self.shown.get(Field.NAME) or self.shown.get(Field.NUMBER) or "")

    @property
    def papers(self) -> tuple[Paper, ...]:
        """List the documents that may be had at this level."""
        return tuple(self.shown.get(Field.CV) or ())

    @staticmethod
    def name_of(paper: Paper) -> str:
        """Say what a document is, in the language of the reader."""
        return values.word(DOCUMENTS, paper.kind)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """List heading and text of every field that has something to say, in the language of the reader."""
        return [(heading, text) for _key, heading, text in self.named_lines]

    @property
    def named_lines(self) -> list[tuple[Field, str, str]]:
        """List them with the name each has for programs."""
        written = ((key, *values.line(key, value)) for key, value in self.shown.items() if value)
        return [line for line in written if line[2]]


NOTHING = DisclosedView(DisclosureLevel.L0, MappingProxyType({}))


def disclosure(actor: Actor, candidate_ids: Sequence[UUID], at: datetime | None = None) -> dict[UUID, DisclosureLevel]:
    """Give the level of each person for the company the actor belongs to or acts for; who is missing is at L0.

    Staff who act for a company see its cards and no names: what a telephone call needs is on the card, and a name
    there would open the files of other offices to whoever says that a company has called.
    """
    at, company_id = at or clock.now(), actor.company_id
    most = DisclosureLevel.L1 if actor.on_behalf_of else DisclosureLevel.L3_START
    if company_id is None or not candidate_ids:
        return {}
    query = (
        select(DisclosureGrant.candidate_id, DisclosureGrant.level)
        .join(Organisation, Organisation.id == DisclosureGrant.organisation_id)
        .where(
            DisclosureGrant.candidate_id.in_(candidate_ids),
            DisclosureGrant.organisation_id == company_id,
            DisclosureGrant.holds_at(at),
            Organisation.state == CompanyState.VERIFIED,
        )
    )
    levels: dict[UUID, DisclosureLevel] = {}
    for candidate_id, level in db.session.execute(query):
        best = max(level, levels.get(candidate_id, DisclosureLevel.L0), key=rank)
        levels[candidate_id] = min(best, most, key=rank)
    return levels


def person_of(document: CandidateDocument) -> Candidate:
    """Give the person of a document as a card needs it."""
    query = select(Candidate).where(Candidate.id == document.candidate_id).options(*CARD_OPTIONS)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def card(
    actor: Actor,
    candidate: Candidate,
    around: Around = ALONE,
    *,
    at_most: DisclosureLevel = DisclosureLevel.L3_START,
    channel: str = "page",
) -> DisclosedView:
    """Give what the actor's company may see of one person now, load the person with `CARD_OPTIONS`.

    Args: at_most: a lower bound than the grants give, such as L1 behind a link in a mail.
        channel: where it will be read, for the read log: page, mail, pdf, api.
    """
    return cards(actor, [(candidate, around)], at_most=at_most, channel=channel)[0]


def cards(
    actor: Actor,
    people: Sequence[tuple[Candidate, Around]],
    *,
    at_most: DisclosureLevel = DisclosureLevel.L3_START,
    channel: str = "page",
) -> list[DisclosedView]:
    """Give the cards of several people in two statements; every look above the card is logged."""
    levels = disclosure(actor, [candidate.id for candidate, _ in people])
    consents = _consents(actor.company_id, list(levels))
    views = []
    for candidate, around in people:
        level = min(levels.get(candidate.id, DisclosureLevel.L0), at_most, key=rank)
        if rank(level) > rank(DisclosureLevel.L1):
            audit.read(candidate.id, actor=actor, level=level.value, channel=channel)
        views.append(_view(candidate, level, consents.get(candidate.id, frozenset()), around))
    return views


def preview(
    actor: Actor, candidate: Candidate, organisation_id: UUID | None, level: DisclosureLevel, around: Around = ALONE
) -> DisclosedView:
    """Show staff a person exactly as a company will see them at a level."""
    require(actor, "candidate:view", candidate)
    consents = _consents(organisation_id, [candidate.id]).get(candidate.id, frozenset())
    return _view(candidate, level, consents, around)


def _consents(organisation_id: UUID | None, candidate_ids: list[UUID]) -> dict[UUID, frozenset[ConsentPurpose]]:
    if organisation_id is None or not candidate_ids:
        return {}
    query = select(Consent.candidate_id, Consent.purpose).where(
        Consent.candidate_id.in_(candidate_ids),
        Consent.organisation_id == organisation_id,
        live_on(clock.today()),
    )
    found: dict[UUID, frozenset[ConsentPurpose]] = {}
    for candidate_id, purpose in db.session.execute(query):
        found[candidate_id] = found.get(candidate_id, frozenset()) | {purpose}
    return found


def _view(
    candidate: Candidate, level: DisclosureLevel, consents: frozenset[ConsentPurpose], around: Around
) -> DisclosedView:
    fields = disclosed(level, snapshot().disclosure_fields, _asked(candidate, consents, around))
    if not fields:
        return NOTHING
    source = values.Source(
        candidate,
        clock.today(),
        languages=around.languages,
        permission=around.permission,
        permission_until=_permission_until(candidate.id) if Field.PERMISSION_UNTIL in fields else None,
        distance_km=around.distance_km,
        documents=around.documents,
        papers=papers_to_share(candidate.id) if Field.CV in fields else (),
        contact=current_app.config["PORTAL_REPLY_TO"],
    )
    return DisclosedView(level, MappingProxyType({key: _value(source, key, shown) for key, shown in fields.items()}))


def _asked(candidate: Candidate, consents: frozenset[ConsentPurpose], around: Around) -> Asked:
    wanted = ((Field.OTHER_LANGUAGES, around.languages), (Field.LICENCE, around.asks_licence))
    return Asked(
        consents=consents,
        by_vacancy=frozenset(key for key, is_asked in wanted if is_asked),
        by_paper=around.by_paper,
        is_protected=candidate.is_address_protected,
    )


def fields_open(candidate: Candidate, organisation_id: UUID, level: DisclosureLevel) -> list[Field]:
    """List the fields a company at a level sees whatever the offer, to tell the person so."""
    consents = _consents(organisation_id, [candidate.id]).get(candidate.id, frozenset())
    return list(disclosed(level, snapshot().disclosure_fields, _asked(candidate, consents, ALONE)))


def _value(source: "values.Source", key: Field, shown: Shown) -> Any:
    value = values.VALUES[key](source)
    return values.Month.of(value) if shown is Shown.MONTH and isinstance(value, date) else value


def _permission_until(candidate_id: UUID) -> date | None:
    return db.session.scalar(select(Residence.card_valid_until).where(Residence.candidate_id == candidate_id))


def was_read(candidate_id: UUID, organisation_id: UUID) -> bool:
    """Tell whether anybody of a company has looked at this person; a proposal notes the first look at a card too."""
    query = select(audit.ReadLog.id).where(
        audit.ReadLog.candidate_id == candidate_id,
        audit.ReadLog.organisation_id == organisation_id,
        audit.ReadLog.actor_role.in_(COMPANY_ROLES),
    )
    return db.session.scalar(query.limit(1)) is not None
