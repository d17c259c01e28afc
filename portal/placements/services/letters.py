"""The agreement as a letter to whoever reads no mail: with a link and a short code of their own, and room to sign."""

from portal.core import links, outbox, pdf
from portal.core.actor import Actor
from portal.core.errors import TransitionNotAllowed
from portal.core.permissions import require
from portal.placements import mails, queries
from portal.placements.models import Agreement
from portal.placements.rules import AgreementState, Party
from portal.placements.services.printing import agreement_paper


def confirmation_letter(version: Agreement, party: Party, *, actor: Actor) -> bytes:
    """Print a version for the person or the guardian; its code can never be shown again.

    Raises: TransitionNotAllowed: that party is not asked, or no more.
    """
    require(actor, "agreement:send_links", version)
    if version.state is not AgreementState.CONFIRMING or party not in queries.waiting_for(version):
        raise TransitionNotAllowed
    _token, code = links.issue(mails.confirm_link_for(version, party), short_code=True)
    url = outbox.external_url(f"/l/{code}")
    return agreement_paper(version, actor=actor, link={"url": url, "code": code, "qr_svg": pdf.qr_code(url)})
