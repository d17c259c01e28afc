"""Mails about offers: to the company's people, to those who review, and to visitors who asked for them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from portal.core import links, outbox, web
from portal.core.actor import COMPANY_ROLES, Actor, Role
from portal.core.audit import Change
from portal.core.links import LinkFor
from portal.core.outbox import MailKind, Recipient, nobody
from portal.organisations.queries import recipients_of_company, recipients_with_role
from portal.organisations.rules import Topic
from portal.vacancies import queries
from portal.vacancies.models import Alert, OfferReport, Vacancy
from portal.vacancies.queries import reports
from portal.vacancies.rules import VersionState
from portal.vacancies.rules.alerts import CONFIRM_WITHIN, ends_at

ALERT = "alert"
"""Purpose of the link by which a visitor confirms, keeps and ends an alert."""
OFFER = "offer"
"""Purpose of the link by which a company says how its offer stands."""
QUIET = "quiet"
"""Purpose of the link by which a company says that it does not want to be asked for offers."""
QUIET_LINK_DAYS = 365
OFFER_LINK_DAYS = 90
"""An offer nobody confirms is asked about after sixty days and paused after ninety; it may be resumed a while later."""


def _company(vacancy: Vacancy, _actor: Actor, change: Change) -> Iterable[Recipient]:
    for recipient in recipients_of_company(vacancy.organisation_id, topic=Topic.OFFERS):
        yield _told(recipient, vacancy, change)


def _company_unless_own_deed(vacancy: Vacancy, actor: Actor, change: Change) -> Iterable[Recipient]:
    return () if actor.role in COMPANY_ROLES else _company(vacancy, actor, change)


def _reviewers(vacancy: Vacancy, actor: Actor, change: Change) -> Iterable[Recipient]:
    for recipient in recipients_with_role(Role.EMPLOYER_SERVICE, Role.COORDINATOR):
        if recipient.user_id != actor.id:
            yield _told(recipient, vacancy, change)


def _told(recipient: Recipient, vacancy: Vacancy, change: Change) -> Recipient:
    """Hand the reason and the title on: the text of the mail names both."""
    states = (VersionState.LIVE, VersionState.IN_REVIEW, VersionState.DRAFT)
    texts = (queries.version(vacancy, state) for state in states)
    title = next((text.title for text in texts if text and text.title), vacancy.number)
    context = {"title": title, "reason": change.reason, "reason_code": change.reason_code}
    return replace(recipient, context={**recipient.context, **context})


def _reviewers_once(report: OfferReport, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    """Write for the first report of an offer; more of the same join it on the desk."""
    if reports.is_waiting(report.vacancy_id, besides=report.id):
        return ()
    return recipients_with_role(Role.EMPLOYER_SERVICE, Role.COORDINATOR)


def _offer_link(vacancy: Vacancy, recipient: Recipient) -> dict[str, Any]:
    """Let this reader answer from the mail."""
    token, _code = links.issue(
        LinkFor(
            OFFER,
            vacancy.id,
            party="company",
            expires_at=links.days(OFFER_LINK_DAYS),
            organisation_id=vacancy.organisation_id,
            user_id=recipient.user_id,
            address=recipient.address,
        )
    )
    return {"record": vacancy, "link": f"/l/{token}"}


def _report_page(report: OfferReport, _recipient: Recipient) -> dict[str, str]:
    return {"link": f"/reports/{report.vacancy_id}"}


REPORTED = MailKind("vacancies/reported", _reviewers_once, _report_page)
SUBMITTED = MailKind("vacancies/submitted", _reviewers)
SCHEDULED = MailKind("vacancies/scheduled", _company)
PUBLISHED = MailKind("vacancies/published", _company)
RETURNED = MailKind("vacancies/returned", _company)
PAUSED = MailKind("vacancies/paused", _company_unless_own_deed, _offer_link, secret=True)
EXPIRED = MailKind("vacancies/expired", _company, _offer_link, secret=True)
STILL_CURRENT = MailKind("vacancies/still_current", _company, _offer_link, secret=True)


def former_offer(vacancy: Vacancy, recipient: Recipient) -> dict[str, Any]:
    """Give the mail to a company without offers its last one, and the two links: bring it back, and ask no more."""
    wanted = LinkFor(QUIET, vacancy.organisation_id, party="company", expires_at=links.days(QUIET_LINK_DAYS))
    token, _code = links.issue(wanted)
    return {**_offer_link(vacancy, recipient), "title": vacancy.title, "stop_url": outbox.external_url(f"/l/{token}")}


NOTHING_OFFERED = MailKind("vacancies/nothing_offered", nobody, secret=True)


def owner(alerts: Sequence[Alert]) -> Recipient:
    """Give who gets the mails of alerts of one address."""
    return Recipient(alerts[0].email, alerts[0].locale)


def about(alerts: Sequence[Alert], **context: Any) -> dict[str, Any]:
    """Give a mail its alerts, each with a link of its own; where there is one alone, mail programs can end it."""
    linked = [(alert, _link(alert)) for alert in alerts]
    alert, link = linked[0]
    stops = {"stop_url": link} if len(linked) == 1 and alert.confirmed_at else {}
    page = {"page": lambda path: outbox.external_url(web.localised(path, alert.locale))}
    return {"alert": alert, "link": link, "alerts": linked, **stops, **page, **context}


def _link(alert: Alert) -> str:
    until = ends_at(alert.confirmed_at) if alert.confirmed_at else alert.created_at + CONFIRM_WITHIN
    token, _code = links.issue(LinkFor(ALERT, alert.id, "owner", until))
    return outbox.external_url(web.localised(f"/l/{token}", alert.locale))


ALERT_ASKED = MailKind("vacancies/alert_asked", nobody, secret=True, personal=True)
ALERT_KNOWN = MailKind("vacancies/alert_known", nobody, secret=True, personal=True)
ALERT_NEW = MailKind("vacancies/alert_new", nobody, secret=True, personal=True)
ALERT_KEEP = MailKind("vacancies/alert_keep", nobody, secret=True, personal=True)
ALERT_ENDS = MailKind("vacancies/alert_ends", nobody, secret=True, personal=True)
OF_ALERTS = frozenset(kind.name for kind in (ALERT_ASKED, ALERT_KNOWN, ALERT_NEW, ALERT_KEEP, ALERT_ENDS))
