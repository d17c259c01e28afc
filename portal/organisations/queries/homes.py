"""Companies with what hangs on them, and offices."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

import portal.organisations.policy  # noqa: F401 - the permissions these queries ask for
from portal.core import db, paging
from portal.core.actor import COMPANY_ROLES, Actor
from portal.core.audit import Event
from portal.core.errors import NotFound
from portal.core.permissions import visible_or_404, where
from portal.organisations.models import ContactEntry, Office, Organisation, PurposeAcceptance
from portal.organisations.queries.doubles import that_stays
from portal.organisations.rules import PURPOSE_VERSION, CompanyState, sort_name


@dataclass(frozen=True)
class CompanyFilter:
    """What a list of companies is narrowed to; `text` is a name's part or a number."""

    text: str = ""
    state: CompanyState | None = None
    ags: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """Give the conditions of the list."""
        found: list[ColumnElement[bool]] = []
        if self.text:
            is_number = Organisation.number == self.text.upper()
            found.append(Organisation.sort_name.contains(sort_name(self.text), autoescape=True) | is_number)
        if self.state:
            found.append(Organisation.state == self.state)
        if self.ags:
            found.append(Organisation.ags == self.ags)
        return found


def company(actor: Actor, organisation_id: UUID) -> Organisation:
    """Give one company the actor may see. Raises: NotFound."""
    return visible_or_404(Organisation, organisation_id, actor, "company:view")


def company_that_stays(actor: Actor, organisation_id: UUID) -> Organisation:
    """Give a company the actor may see; of a double, the one it was merged into. Raises: NotFound."""
    query = select(Organisation).where(Organisation.id == that_stays(organisation_id), where(actor, "company:view"))
    found = db.session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def companies(actor: Actor, wanted: CompanyFilter, *, page: int = 1) -> tuple[list[Organisation], int]:
    """List the companies that fit, those waiting longest for their check first, and count them all."""
    query = select(Organisation).where(where(actor, "company:list"), *wanted.conditions())
    order = (Organisation.created_at,) if wanted.state is CompanyState.REGISTERED else (Organisation.sort_name,)
    return paging.rows(query.order_by(*order, Organisation.id), page)


def is_shown_picture(key: str) -> bool:
    """Tell whether a file is the logo or photo of a verified company."""
    is_its = (Organisation.logo_key == key) | (Organisation.photo_key == key)
    query = select(Organisation.id).where(is_its, Organisation.state == CompanyState.VERIFIED)
    return db.session.scalar(query) is not None


def contact_log(organisation_id: UUID) -> Sequence[ContactEntry]:
    """List the contact log of a company with its authors, newest first."""
    query = select(ContactEntry).where(ContactEntry.organisation_id == organisation_id)
    newest = query.order_by(ContactEntry.created_at.desc(), ContactEntry.id.desc()).limit(100)
    return db.session.scalars(newest.options(joinedload(ContactEntry.author))).all()


def is_proven(organisation_id: UUID) -> bool:
    """Tell whether somebody has verified a company."""
    return db.session.get_one(Organisation, organisation_id).state is not CompanyState.REGISTERED


def registered_by(organisation_id: UUID) -> UUID | None:
    """Give the user who entered a company."""
    query = select(Event.actor_id).where(
        Event.record_type == "company", Event.record_id == organisation_id, Event.name == "register"
    )
    return db.session.scalar(query)


def has_accepted_purpose(actor: Actor) -> bool:
    """Tell whether this user promised this company's use of people's data in the present words."""
    query = select(PurposeAcceptance.id).where(
        PurposeAcceptance.user_id == actor.id,
        PurposeAcceptance.organisation_id == actor.organisation_id,
        PurposeAcceptance.text_version == PURPOSE_VERSION,
    )
    return db.session.scalar(query) is not None


def owes_purpose(actor: Actor) -> bool:
    """Tell whether this member of a company has yet to promise what people's data are for."""
    return actor.role in COMPANY_ROLES and actor.id is not None and not has_accepted_purpose(actor)


def verified_companies() -> list[tuple[UUID, str]]:
    """List the companies people can go to or say yes or no to, for a choice."""
    query = select(Organisation.id, Organisation.name, Organisation.town).where(
        Organisation.state == CompanyState.VERIFIED
    )
    rows = db.session.execute(query.order_by(Organisation.sort_name, Organisation.id))
    return [(organisation_id, f"{name}, {town}") for organisation_id, name, town in rows]


def verified_named(text: str, most: int = 20) -> Sequence[Organisation]:
    """Find the companies people can go to whose name holds some text, however it is spelt."""
    wanted = sort_name(text)
    if not wanted:
        return []
    named = Organisation.sort_name.contains(wanted, autoescape=True)
    query = select(Organisation).where(Organisation.state == CompanyState.VERIFIED, named)
    return db.session.scalars(query.order_by(Organisation.sort_name, Organisation.id).limit(most)).all()


def offices() -> Sequence[Office]:
    """List the offices that are open, by name."""
    return db.session.scalars(select(Office).where(Office.closed_on.is_(None)).order_by(Office.name, Office.id)).all()
