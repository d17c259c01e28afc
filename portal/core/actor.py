"""Who does something: a signed-in user, a holder of a personal link, or the system itself."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody may do; one at a time, through the active membership."""

    VISITOR = "visitor"
    RECRUITER = "recruiter"
    COMPANY_ADMIN = "company_admin"
    CASEWORKER = "caseworker"
    EMPLOYER_SERVICE = "employer_service"
    COORDINATOR = "coordinator"
    AUTHORITY = "authority"
    ADMINISTRATOR = "administrator"
    CANDIDATE = "candidate"
    SYSTEM = "system"


COMPANY_ROLES = (Role.RECRUITER, Role.COMPANY_ADMIN)
OFFICE_ROLES = (Role.CASEWORKER, Role.EMPLOYER_SERVICE, Role.COORDINATOR)


class ActorKind(StrEnum):
    """How an actor is known to us."""

    USER = "user"
    LINK = "link"
    SYSTEM = "system"
    NOBODY = "nobody"


class Channel(StrEnum):
    """The way by which a deed reached the portal; part of every event."""

    PAGE = "page"
    LINK = "link"
    PHONE = "phone"
    DESK = "desk"
    PAPER = "paper"
    API = "api"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """The company a member of staff acts for, and the person there who asked for it."""

    organisation_id: UUID
    contact: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Everything a rule or service needs to know of whoever acts; passed down, never taken from the air."""

    kind: ActorKind
    role: Role
    id: UUID | None = None
    organisation_id: UUID | None = None
    office_id: UUID | None = None
    deputy_for: frozenset[UUID] = frozenset()
    on_behalf_of: OnBehalf | None = None
    channel: Channel = Channel.PAGE
    locale: str = "de"

    @property
    def company_id(self) -> UUID | None:
        """The company whose deeds this actor does: the own one, or the one acted for."""
        return self.on_behalf_of.organisation_id if self.on_behalf_of else self.organisation_id

    @property
    def files(self) -> frozenset[UUID]:
        """The users whose files are open to this actor: the own and the deputised ones."""
        return self.deputy_for | ({self.id} if self.id else frozenset())

    def acting_for(self, organisation_id: UUID, contact: str, channel: Channel) -> "Actor":
        """Become the same person acting on behalf of a company that asked by `channel`."""
        return replace(self, on_behalf_of=OnBehalf(organisation_id, contact), channel=channel)


SYSTEM = Actor(ActorKind.SYSTEM, Role.SYSTEM, channel=Channel.SYSTEM)
NOBODY = Actor(ActorKind.NOBODY, Role.VISITOR)
