"""Mails around companies: to the company, and to the staff who look after it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.mails import link_to
from portal.core import links, outbox
from portal.core.actor import Actor, OnBehalf, Role
from portal.core.audit import Change
from portal.core.links import LinkFor
from portal.core.outbox import MailKind, Recipient
from portal.organisations import queries
from portal.organisations.models import FirmTip, Instruction, JoinRequest, Organisation
from portal.organisations.rules import TIP_KEPT

OBJECTION = "objection"
"""Purpose of the link by which a company says that it did not ask for something."""
OBJECTION_DAYS = 30
LETTER = "letter"
"""Purpose of the link by which a company answers a letter about all that was done for it."""
LETTER_DAYS = 60
"""How long its code opens the answer: the post takes days, and holidays weeks."""

SUBJECTS = {
    "company": _l("Angaben zum Betrieb"),
    "vacancy": _l("Stellenangebot"),
    "proposal": _l("Bewerbervorschlag"),
    "placement": _l("Einsatz im Betrieb"),
    "agreement": _l("Vereinbarung"),
}
"""What a copy of a deed done for a company calls the record, by the name of its workflow; of others is no copy."""
DEEDS = {
    "company:edit": _l("Angaben geändert"),
    "vacancy:draft": _l("Entwurf begonnen"),
    "vacancy:submit": _l("Zur Prüfung gegeben"),
    "vacancy:submit_revision": _l("Geänderten Text zur Prüfung gegeben"),
    "vacancy:confirm": _l("Gesagt: ist noch aktuell"),
    "vacancy:pause": _l("Pausiert"),
    "vacancy:resume": _l("Wieder gezeigt"),
    "vacancy:extend": _l("Verlängert"),
    "vacancy:withdraw": _l("Zurückgezogen"),
    "vacancy:tell_outcome": _l("Gesagt, was daraus geworden ist"),
    "proposal:show_interest": _l("Interesse gezeigt"),
    "proposal:later": _l("Gesagt: später entscheiden"),
    "proposal:decline": _l("Gesagt: passt diesmal nicht"),
    "proposal:write": _l("Nachricht geschrieben"),
    "proposal:invite": _l("Zum Gespräch eingeladen"),
    "proposal:accept": _l("Zugesagt"),
    "placement:start": _l("Gesagt: die Person ist da"),
    "placement:no_show": _l("Gesagt: die Person ist nicht gekommen"),
    "placement:complete": _l("Gesagt: wie vereinbart beendet"),
    "placement:break_off": _l("Gesagt: vorzeitig beendet"),
    "agreement:send": _l("Zur Bestätigung geschickt"),
}
"""What was done, by workflow and event, for those a company is asked about most; others go by their record alone."""

COLUMNS = {
    "name": _l("Name des Betriebs"),
    "street": _l("Anschrift"),
    "postal_code": _l("Anschrift"),
    "town": _l("Anschrift"),
    "contact_name": _l("Ansprechperson"),
    "contact_phone": _l("Telefonnummer"),
    "contact_email": _l("E-Mail-Adresse"),
    "website": _l("Internetseite"),
    "employees": _l("Beschäftigte"),
    "about": _l("Was wir tun"),
    "team_speaks": _l("Unser Team spricht"),
    "newcomer_help": _l("Wer Neuen am Anfang hilft"),
    "holidays_from": _l("Betriebsferien"),
    "holidays_until": _l("Betriebsferien"),
    "max_proposals_per_month": _l("Höchstens so viele Vorschläge im Monat"),
    "no_proposals_until": _l("Keine Vorschläge bis"),
    "logo_key": _l("Logo"),
    "photo_key": _l("Foto"),
}
"""What a company is told of its own data that changed; other columns follow from these."""


def told(workflow: str, event: str, number: str, details: Mapping[str, Any] | None = None) -> str:
    """Say what was done for a company in a line: the record, its number, the deed, and which data changed.

    Args: details: of the event; `changed` names columns.
    """
    line = f"{SUBJECTS[workflow]} {number}".strip()
    deed = DEEDS.get(f"{workflow}:{event}")
    changed = [str(COLUMNS[name]) for name in (details or {}).get("changed", ()) if name in COLUMNS]
    data = f" ({', '.join(dict.fromkeys(changed))})" if changed else ""
    return f"{line}: {deed}{data}" if deed else line


def told_of(one: Instruction) -> str:
    """Say the same of what waits for a company's word; its event is loaded."""
    return told(one.event.record_type, one.event.name, one.number, one.event.details)


REVIEW = "access_review"
"""Purpose of the link by which an admin says that the list of members is right."""
REVIEW_DAYS = 30

TIP = "tip"
"""Purpose of the link by which a company that was named says that it wants to be left alone."""
TIP_DAYS = TIP_KEPT.days


def _company(company: Organisation, _actor: Actor, _change: Change) -> list[Recipient]:
    return queries.recipients_of_company(company.id)


def _staff(_company: Organisation, _actor: Actor, _change: Change) -> list[Recipient]:
    return queries.recipients_with_role(Role.EMPLOYER_SERVICE, Role.COORDINATOR)


def _page(company: Organisation, _recipient: Recipient) -> dict[str, Any]:
    return {"company": company, "path": f"/organisations/{company.id}"}


def _admins_of_both(double: Organisation, _actor: Actor, _change: Change) -> list[Recipient]:
    return queries.recipients_of_company(queries.kept_of(double).id, Role.COMPANY_ADMIN)


def _both(double: Organisation, _recipient: Recipient) -> dict[str, Any]:
    kept = queries.kept_of(double)
    return {"double": double, "kept": kept, "path": f"/organisations/{kept.id}"}


def copy_of(workflow: str, record: Any, behalf: OnBehalf, change: Change) -> dict[str, Any]:
    """Say in a copy what was done for the company, and give the link that objects to it."""
    if change.event_id is None:
        raise ValueError("a copy is of an event that is written")
    until = links.days(OBJECTION_DAYS)
    wanted = LinkFor(OBJECTION, change.event_id, "company", until, organisation_id=behalf.organisation_id)
    return {
        "told": lambda: told(workflow, change.event, getattr(record, "number", ""), change.details),
        "contact": behalf.contact,
        "at": change.at,
        "link": link_to(links.issue(wanted)[0]),
    }


REGISTERED = MailKind("organisations/registered", _staff, _page)
VERIFIED = MailKind("organisations/verified", _company, _page)
SUSPENDED = MailKind("organisations/suspended", _company, _page)
RESUMED = MailKind("organisations/resumed", _company, _page)
MERGED = MailKind("organisations/merged", _admins_of_both, _both)
OBJECTED = MailKind("organisations/objected", _staff, _page)
ON_BEHALF = MailKind("organisations/on_behalf", _company, secret=True)


def _named(tip: FirmTip, _actor: Actor, _change: Change) -> list[Recipient]:
    return [Recipient(tip.email, context={"name": tip.contact_name or tip.name})] if tip.email else []


def _invitation(tip: FirmTip, _recipient: Recipient) -> dict[str, Any]:
    stop = link_to(links.issue(LinkFor(TIP, tip.id, "company", links.days(TIP_DAYS)))[0])
    return {"company": tip.name, "sign_up": outbox.external_url("/organisations/sign-up"), "stop_url": stop}


def _who_lets_in(request: JoinRequest, _actor: Actor, _change: Change) -> list[Recipient]:
    """Ask the admins; a company nobody has verified may be somebody else's attempt, so it is told of nobody."""
    is_proven = queries.is_proven(request.organisation_id)
    found = queries.recipients_of_company(request.organisation_id, Role.COMPANY_ADMIN) if is_proven else []
    return [one for one in found if one.user_id] or queries.recipients_with_role(Role.EMPLOYER_SERVICE)


def _who_asks(request: JoinRequest, _actor: Actor, _change: Change) -> list[Recipient]:
    return [Recipient(request.email, request.locale, context={"name": request.name})]


def _request(request: JoinRequest, _recipient: Recipient) -> dict[str, Any]:
    return {"path": f"/organisations/join-requests/{request.id}"}


TIP_INVITED = MailKind("organisations/tip_invited", _named, _invitation, secret=True)
TIP_AGAIN = MailKind("organisations/tip_again", _named, _invitation, secret=True)
JOIN_ASKED = MailKind("organisations/join_asked", _who_lets_in, _request)
JOIN_RECEIVED = MailKind("organisations/join_received", _who_asks, _request)


def review_of(company: Organisation, recipient: Recipient) -> dict[str, Any]:
    """Name who belongs to a company, and give the link that says it is right."""
    until = links.days(REVIEW_DAYS)
    wanted = LinkFor(REVIEW, company.id, "company", until, organisation_id=company.id, user_id=recipient.user_id)
    names = [one.user.name for one in queries.members_of(company.id)]
    return {"company": company.name, "names": names, "link": link_to(links.issue(wanted)[0])}


ACCESS_REVIEW = MailKind("organisations/access_review", outbox.nobody, secret=True)
