"""Letters to companies that read no mail: what was done for them, with a link and a code to say whether it is right."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import clock, db, i18n, links, pdf
from portal.core.actor import Actor, Channel
from portal.core.errors import GuardRefused
from portal.core.links import LinkFor
from portal.core.outbox import external_url
from portal.core.permissions import require
from portal.organisations import queries
from portal.organisations.mails import LETTER, LETTER_DAYS, told_of
from portal.organisations.models import ContactEntry, Instruction, Office, Organisation

GREETING = "Guten Tag,"
CLOSING = "Freundliche Grüße"


class NothingToAnswer(GuardRefused):
    """The company has answered all that was done for it."""

    message = _l("Hier ist nichts offen. Der Betrieb hat alles beantwortet.")


def confirmation_letter(company: Organisation, *, actor: Actor) -> bytes:
    """Print what waits for the company's word, and note in the contact log that it was printed.

    Raises: NothingToAnswer: there is nothing to ask.
    """
    require(actor, "company:print_letter", company)
    asked = queries.unanswered(company.id)
    if not asked:
        raise NothingToAnswer
    until = links.days(LETTER_DAYS)
    wanted = LinkFor(LETTER, company.id, "company", until, organisation_id=company.id)
    address = [company.name, company.contact_name, company.street, f"{company.postal_code} {company.town}"]
    with force_locale("de"):
        paragraphs = [
            "in Ihrem Auftrag haben wir im Portal eingetragen:",
            "\n".join(_line(one) for one in asked),
            "Stimmt das? Oder stimmt es nicht? Beides sagen Sie uns mit diesem Code, oder Sie rufen uns an.",
        ]
        words = Letter(company.number, "Bitte bestätigen Sie, was wir eingetragen haben", address, paragraphs)
        paper = printed(words, wanted, actor=actor)
        _log(company, _("Brief zur Bestätigung gedruckt."), actor)
    return paper


@dataclass(frozen=True)
class Letter:
    """What a letter of the team says: its number, title, the lines of the address, and its paragraphs."""

    reference: str
    title: str
    address: Sequence[str]
    paragraphs: Sequence[str]


def printed(words: Letter, wanted: LinkFor, *, actor: Actor) -> bytes:
    """Print a German letter with a new link: as a picture, to type, and as a code for the telephone of the office."""
    office = db.session.get(Office, actor.office_id) if actor.office_id else None
    settings = current_app.extensions["portal.settings"]
    street = f"{office.street} · {office.postal_code} {office.town}" if office and office.street else None
    phone = f"Telefon {office.phone}" if office and office.phone else None
    lines = [line for line in (street, phone, settings.reply_to) if line]
    token, code = links.issue(wanted, short_code=True)
    data = {
        "reference": words.reference,
        "title": words.title,
        "sender": {"name": "Integration Point", "area": settings.district, "lines": lines},
        "recipient": list(words.address),
        "place": office.town if office and office.town else settings.district,
        "date": i18n.day(clock.today()),
        "greeting": GREETING,
        "paragraphs": list(words.paragraphs),
        "link": {"url": external_url(f"/l/{code}"), "code": code, "qr_svg": pdf.qr_code(external_url(f"/l/{token}"))},
        "closing": CLOSING,
        "signer": {"name": "Integration Point", "role": "Ihr Team"},
    }
    return pdf.render("letter", data, language="de")


def _line(one: Instruction) -> str:
    line = f"– {told_of(one)}, am {i18n.moment(one.created_at)}"
    return f"{line}, nach Auskunft von {one.event.contact}" if one.event.contact else line


def _log(company: Organisation, text: str, actor: Actor) -> None:
    entry = ContactEntry(
        organisation_id=company.id,
        author_id=actor.id,
        channel=Channel.PAPER,
        contact=company.contact_name,
        text=text,
    )
    db.session.add(entry)
