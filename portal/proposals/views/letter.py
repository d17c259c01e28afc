"""Letters to who reads no mail, in the person's language, with link and code: the question, and the invitation."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.candidates import queries as candidates
from portal.candidates.mails import locale_of
from portal.candidates.models import Candidate
from portal.candidates.rules import is_minor
from portal.core import clock, i18n, outbox, pdf
from portal.core.errors import TransitionNotAllowed
from portal.core.permissions import require
from portal.core.web import acting_user, done, requires
from portal.proposals import queries, services
from portal.proposals.models import Proposal
from portal.proposals.queries import interviews
from portal.proposals.rules import ProposalState
from portal.proposals.views.blueprint import bp
from portal.proposals.views.steps import address
from portal.vacancies.models import VacancyVersion
from portal.vacancies.views import facts

CHOOSE = _l("Bitte wählen Sie einen dieser Termine: im Internet, am Telefon oder bei uns.")
COME = _l("Ihr Termin steht fest. Wir freuen uns, wenn Sie kommen.")
ASKS = _l("Dürfen wir Sie diesem Betrieb vorschlagen?")
ASKS_GUARDIAN = _l("Dürfen wir Ihr Kind diesem Betrieb vorschlagen?")
OFFER: tuple[tuple[Any, Callable[[VacancyVersion], str]], ...] = (
    (_l("Art"), facts.kind),
    (_l("Was Sie tun"), lambda offer: offer.easy_german or offer.tasks or ""),
    (_l("Ort"), lambda offer: offer.town or ""),
    (_l("Arbeitszeit"), facts.hours),
    (_l("Lohn"), facts.pay),
    (_l("Beginn"), facts.start),
    (_l("Deutsch"), facts.german),
)
"""What the letter says of an offer, in the words of the board."""


@bp.route("/<uuid:proposal_id>/letter", methods=["POST"])
@requires("proposal:choose_slot")
def letter(proposal_id: UUID) -> ResponseReturnValue:
    """Print the letter; its code can never be shown again."""
    actor = acting_user()
    proposal = queries.one(actor, proposal_id)
    require(actor, "proposal:choose_slot", proposal)
    if not interviews.ahead(proposal):
        raise TransitionNotAllowed
    code = services.print_invitation(proposal, actor=actor)
    content = _paper(proposal, code)
    done(address(proposal))
    return pdf.shown(content, proposal.number)


def _paper(proposal: Proposal, code: str) -> bytes:
    language = pdf.language_of(locale_of(proposal.candidate))
    slots = interviews.ahead(proposal)
    chosen = [slot for slot in slots if slot.is_chosen]
    data = {
        **_frame(proposal, language),
        "title": pdf.phrase(_l("Einladung zum Gespräch"), language),
        "introduction": pdf.phrase(COME if chosen else CHOOSE, language),
        "when": [pdf.phrase(slot.starts_at, language, i18n.moment) for slot in chosen or slots],
        "place": "\n".join(dict.fromkeys(slot.place for slot in chosen or slots)),
        "contact": proposal.organisation.name,
        "bring": proposal.interview_note,
        "link": _link(code),
    }
    return pdf.render("invitation", data, language=language)


@bp.route("/<uuid:proposal_id>/question", methods=["POST"])
@requires("proposal:agree")
def question(proposal_id: UUID) -> ResponseReturnValue:
    """Print what the person, or the guardian of a minor, is asked; its code can never be shown again."""
    actor = acting_user()
    proposal = queries.one(actor, proposal_id)
    require(actor, "proposal:agree", proposal)
    if proposal.state is not ProposalState.ASKED:
        raise TransitionNotAllowed
    to_guardian = "guardian" in request.args and is_minor(proposal.candidate.birth_date, clock.today())
    code = services.print_question(proposal, to_guardian=to_guardian, actor=actor)
    content = _asked(proposal, code, to_guardian=to_guardian)
    done(address(proposal))
    return pdf.shown(content, proposal.number)


def _asked(proposal: Proposal, code: str, *, to_guardian: bool) -> bytes:
    language = pdf.language_of(locale_of(proposal.candidate))
    offer, person = proposal.vacancy.text, proposal.candidate
    said = partial(pdf.phrase, language=language)
    rows = ((label, pdf.phrase(offer, language, say)) for label, say in OFFER if say(offer))
    data = {
        **_frame(proposal, language),
        "title": said(_l("Eine Frage an Sie")),
        "recipient": _recipient(person, to_guardian=to_guardian),
        "place": current_app.extensions["portal.settings"].district,
        "date": pdf.phrase(clock.today(), language, i18n.day),
        "introduction": said(ASKS_GUARDIAN if to_guardian else ASKS),
        "offer": offer.title or "",
        "company": proposal.organisation.name,
        "rows": [{"label": said(label), "value": value} for label, value in rows],
        "questions": [{"label": said(one), "value": said(told)} for one, told in _questions(proposal)],
        "link": _link(code),
    }
    return pdf.render("offer_letter", data, language=language)


def _recipient(person: Candidate, *, to_guardian: bool) -> list[str]:
    """Give the lines of the address: of a guardian at the same home, or of the office that is guardian."""
    body = candidates.guardian_body(person) if to_guardian else None
    home = body or person
    town = f"{home.postal_code or ''} {home.town or ''}".strip()
    name = person.guardian_name if to_guardian and person.guardian_name else f"{person.first_name} {person.last_name}"
    return [line for line in (body.name if body else None, name, home.street, town) if line]


def _questions(proposal: Proposal) -> list[tuple[Any, Any]]:
    """Give what people ask first, as the page behind the link does."""
    unpaid = _l("Der Betrieb zahlt keinen festen Lohn. Wir erklären Ihnen, was mit Ihrem Geld ist.")
    return [
        *([] if proposal.vacancy.text.pay_eur else [(_l("Bekomme ich Geld?"), unpaid)]),
        (_l("Wer zahlt den Weg?"), _l("Oft zahlt ein Amt. Fragen Sie uns, bevor Sie anfangen.")),
        (
            _l("Wer sieht meine Daten?"),
            _l("Nur dieser Betrieb. Zuerst ohne Namen. Den Namen sieht er erst, wenn er Interesse hat."),
        ),
        (_l("Muss ich es dem Jobcenter sagen?"), _l("Erst wenn Sie anfangen. Wir helfen Ihnen dabei.")),
    ]


def _frame(proposal: Proposal, language: str) -> dict[str, Any]:
    """Give what both letters carry around their text."""
    settings = current_app.extensions["portal.settings"]
    return {
        "reference": proposal.number,
        "sender": {"name": "Integration Point", "area": settings.district, "lines": [settings.reply_to]},
        "greeting": pdf.phrase(_l("Guten Tag,"), language),
        "signer": {
            "name": proposal.caseworker.name,
            "role": pdf.phrase(_l("Ihre Beratung im Integration Point"), language),
            "phone": settings.reply_to,
        },
    }


def _link(code: str) -> dict[str, str]:
    url = outbox.external_url(f"/l/{code}")
    return {"url": url, "code": code, "qr_svg": pdf.qr_code(url)}
