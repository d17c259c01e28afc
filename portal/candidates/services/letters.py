"""Letters to people who read no mail, in German with their own language beside it where papers speak it."""

from flask import current_app
from flask_babel import lazy_gettext as _l

from portal.candidates.mails import locale_of
from portal.candidates.models import Candidate, Transfer
from portal.core import clock, i18n, pdf
from portal.organisations.models import Office


def _what_is_new(office: Office) -> list[object]:
    return [
        _l("Ihr Profil ist umgezogen. Ab heute ist diese Stelle für Sie da: %(office)s.", office=office.name),
        *([_l("Telefon: %(phone)s", phone=office.phone)] if office.phone else []),
        _l(
            "Die neue Stelle fragt Sie noch einmal nach Ihrer Einwilligung und sieht Ihre Papiere noch einmal an. "
            "Firmen erfahren davon nichts."
        ),
    ]


def to_say(transfer: Transfer) -> tuple[list[object], i18n.Language]:
    """Give the same for the telephone, each sentence in German and beside it in a language, and that language."""
    own = locale_of(transfer.candidate)
    return [pdf.phrase(one, own) for one in _what_is_new(transfer.to_office)], i18n.BY_CODE[own]


def moved(transfer: Transfer) -> bytes:
    """Print the letter that another office is there for the person; load the transfer with person and offices."""
    title = _l("Eine andere Stelle ist jetzt für Sie da")
    return letter(transfer.candidate, transfer.to_office, title, _what_is_new(transfer.to_office))


def letter(person: Candidate, office: Office, title: object, said: list[object], *, to: str | None = None) -> bytes:
    """Print a letter of the office to a person, or to the guardian `to` at the same address."""
    language = pdf.language_of(locale_of(person))
    settings = current_app.extensions["portal.settings"]
    data = {
        "reference": person.number,
        "title": pdf.phrase(title, language),
        "sender": {"name": "Integration Point", "area": settings.district, "lines": _lines(office)},
        "recipient": _recipient(person, to),
        "place": office.town or settings.district,
        "date": pdf.phrase(clock.today(), language, i18n.day),
        "greeting": pdf.phrase(_l("Guten Tag,"), language),
        "paragraphs": [pdf.phrase(one, language) for one in said],
        "closing": pdf.phrase(_l("Freundliche Grüße"), language),
        "signer": {"name": "Integration Point", "role": pdf.phrase(_l("Ihre Beratung im Integration Point"), language)},
    }
    return pdf.render("letter", data, language=language)


def sender() -> dict[str, object]:
    """Give the neutral sender of a paper that stays in the house."""
    settings = current_app.extensions["portal.settings"]
    return {"name": "Integration Point", "area": settings.district, "lines": [settings.reply_to]}


def _lines(office: Office) -> list[str]:
    street = f"{office.street} · {office.postal_code} {office.town}" if office.street else None
    settings = current_app.extensions["portal.settings"]
    return [line for line in (street, office.phone, settings.reply_to) if line]


def _recipient(person: Candidate, to: str | None) -> list[str]:
    town = f"{person.postal_code or ''} {person.town or ''}".strip()
    return [line for line in (to or f"{person.first_name} {person.last_name}", person.street, town) if line]
