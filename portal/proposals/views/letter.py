"""The invitation to an interview as a letter, for who reads no mail: in the person's language, with a link and code."""

from uuid import UUID

from flask import current_app
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.candidates.mails import locale_of
from portal.core import i18n, outbox, pdf
from portal.core.errors import TransitionNotAllowed
from portal.core.permissions import require
from portal.core.web import acting_user, done, requires
from portal.proposals import queries, services
from portal.proposals.models import Proposal
from portal.proposals.queries import interviews
from portal.proposals.views.blueprint import bp
from portal.proposals.views.steps import address

CHOOSE = _l("Bitte wählen Sie einen dieser Termine: im Internet, am Telefon oder bei uns.")
COME = _l("Ihr Termin steht fest. Wir freuen uns, wenn Sie kommen.")


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
    settings = current_app.extensions["portal.settings"]
    language = pdf.language_of(locale_of(proposal.candidate))
    slots = interviews.ahead(proposal)
    chosen = [slot for slot in slots if slot.is_chosen]
    url = outbox.external_url(f"/l/{code}")
    data = {
        "reference": proposal.number,
        "title": pdf.phrase(_l("Einladung zum Gespräch"), language),
        "sender": {"name": "Integration Point", "area": settings.district, "lines": [settings.reply_to]},
        "greeting": pdf.phrase(_l("Guten Tag,"), language),
        "introduction": pdf.phrase(COME if chosen else CHOOSE, language),
        "when": [pdf.phrase(slot.starts_at, language, i18n.moment) for slot in chosen or slots],
        "place": "\n".join(dict.fromkeys(slot.place for slot in chosen or slots)),
        "contact": proposal.organisation.name,
        "bring": proposal.interview_note,
        "link": {"url": url, "code": code, "qr_svg": pdf.qr_code(url)},
        "signer": {
            "name": proposal.caseworker.name,
            "role": pdf.phrase(_l("Ihre Beratung im Integration Point"), language),
            "phone": settings.reply_to,
        },
    }
    return pdf.render("invitation", data, language=language)
