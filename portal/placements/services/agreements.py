"""Writing, sending out and confirming the versions of an agreement."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from flask_babel import lazy_gettext as _l

from portal.core import attachments, clock, db, outbox
from portal.core.actor import SYSTEM, Actor, Channel
from portal.core.attachments import Attachment
from portal.core.audit import Change
from portal.core.db import new_id
from portal.core.errors import GuardRefused, TransitionNotAllowed
from portal.core.links import PersonalLink
from portal.core.permissions import require
from portal.placements import mails, queries, rules
from portal.placements.models import Agreement, Confirmation, Placement
from portal.placements.rules import AgreementState, ConfirmationMethod, Party, PlacementState
from portal.placements.services.first_day import tell_anew
from portal.placements.services.papers import plain_text
from portal.placements.services.progress import advance, decide_anew, hold, void_permissions
from portal.placements.workflow import AGREEMENT
from portal.placements.workflow.agreement_steps import is_confirmed_by_all
from portal.vacancies.rules import PayUnit

AGAIN_AFTER = timedelta(minutes=10)
"""How soon a dead link brings another mail."""

LINKS = {
    AgreementState.CONFIRMING: (mails.CONFIRM_PERSON, mails.CONFIRM_GUARDIAN),
    AgreementState.IN_FORCE: (mails.COPY,),
}
"""The mails with a personal link to a version: to say yes to it, or to read what is agreed."""


@dataclass(frozen=True)
class Content:
    """What company and person agree on; hours per week, pay gross in euro per unit."""

    starts_on: date
    ends_on: date | None
    weekly_hours: Decimal
    times: str
    place: str
    tutor_name: str
    tasks: str
    tutor_phone: str | None = None
    pay_eur: Decimal | None = None
    pay_unit: PayUnit = PayUnit.NONE
    conditions: str | None = None
    week: list[str] = field(default_factory=list)


def new_version(placement: Placement, content: Content, *, actor: Actor, record_id: UUID | None = None) -> Agreement:
    """Begin a version; the one in force goes on until the new one is confirmed."""
    known = next((version for version in placement.agreements if version.id == record_id), None)
    if known is not None:
        return known  # the second half of a double click
    hold(placement)
    version = Agreement(
        id=record_id or new_id(),
        placement_id=placement.id,
        number=queries.last_number(placement) + 1,
        state=AgreementState.DRAFT,
        author_id=actor.id,
        placement=placement,
        confirmations=[],
        **asdict(content),
    )
    with db.session.no_autoflush:  # its placement knows it already, the session only when the guards agree
        created: Agreement = AGREEMENT.create("draft", version, actor=actor)
    return created


def extend(placement: Placement, ends_on: date, *, actor: Actor, record_id: UUID | None = None) -> Agreement:
    """Begin a version that says what the one in force says, to a later day.

    Raises: GuardRefused: none is in force, it has no end, or the day is not later.
    """
    version = queries.agreement_in_force(placement)
    if version is None or version.ends_on is None or ends_on <= version.ends_on:
        raise GuardRefused(_l("Der neue letzte Tag muss nach dem bisherigen liegen."))
    content = {name: getattr(version, name) for name in rules.CONTENT}
    return new_version(placement, Content(**{**content, "ends_on": ends_on}), actor=actor, record_id=record_id)


def edit(version: Agreement, content: Content, *, actor: Actor) -> None:
    """Change a draft. Raises: TransitionNotAllowed once it is out."""
    require(actor, "agreement:edit", version)
    if version.state is not AgreementState.DRAFT:
        raise TransitionNotAllowed
    for name, value in asdict(content).items():
        setattr(version, name, value)
    version.author_id = actor.id
    db.session.flush()


def send(version: Agreement, *, actor: Actor) -> None:
    """Ask everybody to confirm exactly this text; a material change makes former permissions void."""
    hold(version.placement)
    was_draft = version.state is AgreementState.DRAFT
    AGREEMENT.apply("send", version, actor=actor, text=plain_text(version))
    if was_draft:
        decide_anew(version.placement, version)
        void_permissions(version.placement, version)
        advance(version.placement)


def return_version(version: Agreement, *, actor: Actor, reason: str | None) -> None:
    """Take it back to the draft, because something is wrong; what was confirmed no longer counts."""
    hold(version.placement)
    AGREEMENT.apply("return", version, actor=actor, reason=reason)


def confirm_on_page(version: Agreement, *, actor: Actor, name: str, text_hash: str) -> None:
    """Take the company's yes, given signed in."""
    confirmation = _evidence(actor, Party.COMPANY, name, text_hash, ConfirmationMethod.PAGE)
    confirm(version, confirmation, actor=actor)


def confirm_by_link(version: Agreement, link: PersonalLink, *, actor: Actor, name: str, text_hash: str) -> None:
    """Take the yes of the person or the guardian, given behind their own link."""
    confirmation = _evidence(actor, Party(link.party), name, text_hash, ConfirmationMethod.LINK)
    confirmation.link_id = link.id
    confirm(version, confirmation, actor=actor)


def confirm_on_paper(version: Agreement, party: Party, scan: Attachment, *, actor: Actor, name: str) -> None:
    """Note a yes in ink on the printed page; the scan is kept as the proof."""
    require(actor, "agreement:confirm", version)
    with attachments.kept(scan) as key:
        confirmation = _evidence(actor, party, name, version.text_hash or "", ConfirmationMethod.PAPER)
        confirmation.channel, confirmation.file_key = Channel.PAPER, key
        confirm(version, confirmation, actor=actor)


def _evidence(actor: Actor, party: Party, name: str, text_hash: str, method: ConfirmationMethod) -> Confirmation:
    return Confirmation(
        party=party,
        method=method,
        channel=actor.channel,
        name_typed=name,
        statement=rules.STATEMENT,
        text_hash=text_hash,
        actor_id=actor.id,
    )


def confirm(version: Agreement, confirmation: Confirmation, *, actor: Actor) -> None:
    """Let one party say yes; the last one puts the version in force and may make the placement ready."""
    require(actor, "agreement:confirm", version)
    hold(version.placement)
    if queries.has_confirmed(version.id, confirmation.party, confirmation.text_hash):
        return  # the second half of a double click
    AGREEMENT.apply("confirm", version, actor=actor, confirmation=confirmation)
    if is_confirmed_by_all(version):
        before = queries.agreement_in_force(version.placement)
        if before is not None:
            AGREEMENT.apply("supersede", before, actor=SYSTEM)
        was_ready = version.placement.state is PlacementState.READY
        AGREEMENT.apply("take_effect", version, actor=SYSTEM)
        advance(version.placement)
        if was_ready:
            tell_anew(version.placement)


def send_links(version: Agreement, *, actor: Actor) -> None:
    """Mail the person and the guardian a new link, because the caseworker asks for it."""
    require(actor, "agreement:send_links", version)
    _send_links(version, actor)


def send_links_again(version: Agreement, *, at: datetime) -> None:
    """Mail new links to the addresses on file, because somebody holds a dead one; not more often than makes sense."""
    if not queries.was_linked(version.id, at - AGAIN_AFTER):
        _send_links(version, SYSTEM)


def _send_links(version: Agreement, actor: Actor) -> None:
    change = Change("send_links_again", version.state.value, version.state.value, clock.now())
    for kind in LINKS.get(version.state, ()):
        outbox.enqueue(kind, version, actor, change)
