"""Deeds around companies that somebody named: name, invite, remind, join, leave alone."""

from typing import Any
from uuid import UUID

from portal.core import audit, db, links
from portal.core.actor import SYSTEM, Actor, ActorKind, Channel, Role
from portal.core.errors import NotFound
from portal.core.links import LinkFor, PersonalLink
from portal.core.outbox import external_url
from portal.organisations.mails import TIP, TIP_DAYS
from portal.organisations.models import FirmTip, Organisation
from portal.organisations.queries import tips
from portal.organisations.rules import sort_name
from portal.organisations.services.letters import Letter, printed
from portal.organisations.workflow.tips import TIPS


def name(tip_id: UUID, data: dict[str, Any], *, actor: Actor) -> FirmTip:
    """Note a company somebody knows; the same form sent twice notes one."""
    known = db.session.get(FirmTip, tip_id)
    if known is not None:
        if known.named_by_id != actor.id:
            raise NotFound
        return known
    tip = FirmTip(id=tip_id, named_by_id=actor.id, sort_name=sort_name(data["name"]), **data)
    TIPS.create("name", tip, actor=actor)
    return tip


def invite(tip: FirmTip, *, actor: Actor, **address: str | None) -> None:
    """Invite a company, once: by mail where it has an address, else by the letter that is printed then."""
    TIPS.apply("invite", tip, actor=actor, **address)


def invitation_letter(tip: FirmTip, *, actor: Actor) -> bytes:
    """Print the invitation of a company without e-mail, with a code to answer."""
    town = f"{tip.postal_code or ''} {tip.town}".strip()
    address = [line for line in (tip.name, tip.contact_name, tip.street, town) if line]
    paragraphs = [
        "eine Stelle im Kreis hat uns Ihren Betrieb genannt. Vielleicht haben Sie Arbeit für Menschen, die neu sind.",
        "Wir schlagen Ihnen passende Menschen vor und begleiten Sie. Das kostet nichts.",
        f"So machen Sie mit: {external_url('/organisations/sign-up')}",
        "Oder rufen Sie uns an. Dann tragen wir alles für Sie ein.",
        "Sie möchten keine Post von uns? Öffnen Sie die Adresse mit dem Code. Dann schreiben wir Ihnen nie wieder.",
    ]
    words = Letter("Einladung", "Menschen für Ihren Betrieb", address, paragraphs)
    return printed(words, LinkFor(TIP, tip.id, "company", links.days(TIP_DAYS)), actor=actor)


def remind(tip: FirmTip) -> None:
    """Remind a company of its invitation; done once by the table of reminders."""
    TIPS.apply("remind", tip, actor=SYSTEM)


def close(tip: FirmTip, event: str, *, actor: Actor, reason: str | None) -> None:
    """Note that a company has come, or that it wants to be left alone."""
    TIPS.apply(event, tip, actor=actor, reason=reason)


def decline(link: PersonalLink) -> None:
    """Leave a company alone for good, as it said by its link; only a hash of it stays.

    Of one that has come meanwhile, or is left alone already, nothing is to be forgotten.
    """
    tip = db.session.get(FirmTip, link.record_id)
    if tip is not None and TIPS.find("decline", tip.state) is not None:
        TIPS.apply("decline", tip, actor=Actor(ActorKind.LINK, Role.VISITOR, channel=Channel.LINK))


def has_come(company: Organisation) -> None:
    """Close the tips that meant a company which has registered."""
    for tip in tips.of_company(company):
        TIPS.apply("join", tip, actor=SYSTEM)


def erase(tip: FirmTip) -> None:
    """Delete a tip whose time is over."""
    links.end(purpose=TIP, record_id=tip.id)
    audit.forget_words("tip", tip.id)
    db.session.delete(tip)
    db.session.flush()
