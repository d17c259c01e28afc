"""Guards and effects of what authorities must allow."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.candidates.rules import check_free_text
from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.organisations.models import Office
from portal.placements import queries, rules
from portal.placements.models import Clearance
from portal.placements.rules import AgreementState, BaConsent, ClearanceItem, ClearanceState, Party

Params = dict[str, Any]


def company_has_confirmed(clearance: Clearance, _actor: Actor, _params: Params) -> None:
    """Refuse to ask an authority about a job the company has not confirmed."""
    version = queries.current_agreement(clearance.placement)
    is_out = version is not None and version.state in (AgreementState.CONFIRMING, AgreementState.IN_FORCE)
    if version is None or not is_out or Party.COMPANY not in {one.party for one in version.confirmations}:
        raise GuardRefused(_l("Bitte warten Sie, bis der Betrieb die Vereinbarung bestätigt hat."))


def person_asks(clearance: Clearance, _actor: Actor, _params: Params) -> None:
    """Refuse signatures of the person where somebody else asks."""
    if not rules.needs_dossier(clearance.item):
        raise GuardRefused(_l("Hier stellt nicht die Person den Antrag."))


def text_is_out(clearance: Clearance, _actor: Actor, _params: Params) -> None:
    """Refuse a signature under a request whose terms may still change unseen."""
    version = queries.current_agreement(clearance.placement)
    if version is None or version.state not in (AgreementState.CONFIRMING, AgreementState.IN_FORCE):
        raise GuardRefused(
            _l("Bitte schicken Sie zuerst die Vereinbarung zur Bestätigung: Der Antrag nennt ihre Punkte.")
        )


def signed_until_today(_clearance: Clearance, _actor: Actor, params: Params) -> None:
    """Refuse a day of signing that lies ahead."""
    days = [day for day in (params["request_signed_on"], params["proxy_signed_on"]) if day]
    if any(day > clock.today() for day in days):
        raise GuardRefused(_l("Dieser Tag liegt in der Zukunft."))


def bind_to_terms(clearance: Clearance, _actor: Actor, _change: Change, _params: Params) -> None:
    """Remember for which terms the person has signed."""
    clearance.terms_hash = rules.terms(queries.current_agreement(clearance.placement))


def dossier_is_signed(clearance: Clearance, _actor: Actor, _params: Params) -> None:
    """Refuse to ask in the name of a person who has not signed the request, and the power to speak about it."""
    if not rules.needs_dossier(clearance.item):
        return
    if clearance.request_signed_on is None or clearance.proxy_signed_on is None:
        raise GuardRefused(
            _l("Antrag und Vollmacht fehlen noch. Bitte lassen Sie beide unterschreiben und tragen Sie ein, wann.")
        )


def office_can_receive(clearance: Clearance, _actor: Actor, params: Params) -> None:
    """Refuse an office that does not decide this."""
    office = db.session.get(Office, params["office_id"]) if params.get("office_id") else None
    if office is None or rules.decides(clearance.item) not in office.can_receive:
        raise GuardRefused(_l("Diese Stelle entscheidet darüber nicht. Bitte wählen Sie eine andere."))


def request(clearance: Clearance, _actor: Actor, change: Change, params: Params) -> None:
    """Note the day it went out, and for which terms."""
    version = queries.current_agreement(clearance.placement)
    clearance.terms_hash = rules.terms(version)
    clearance.requested_on = params.get("asked_on") or clock.local(change.at).date()


def asked_until_today(_clearance: Clearance, _actor: Actor, params: Params) -> None:
    """Refuse a request of tomorrow."""
    if params.get("asked_on") and params["asked_on"] > clock.today():
        raise GuardRefused(_l("Dieser Tag liegt in der Zukunft."))


def decision_is_dated(_clearance: Clearance, _actor: Actor, params: Params) -> None:
    """Refuse a decision of tomorrow, or a permission that has already ended."""
    if params["decided_on"] > clock.today():
        raise GuardRefused(_l("Das Datum der Entscheidung liegt in der Zukunft."))
    if params.get("valid_until") and params["valid_until"] < clock.today():
        raise GuardRefused(_l("Diese Erlaubnis ist schon abgelaufen."))


def nothing_is_told(_clearance: Clearance, _actor: Actor, params: Params) -> None:
    """Refuse words for the company that tell where the person comes from, or how to reach it."""
    if params.get("to_observe"):
        check_free_text(params["to_observe"], ())


def agency_is_not_against(clearance: Clearance, _actor: Actor, _params: Params) -> None:
    """Refuse to grant what the employment agency has refused its consent to (AufenthG section 39)."""
    if clearance.consent is BaConsent.REFUSED:
        raise GuardRefused(_l("Die Agentur für Arbeit hat nicht zugestimmt. Die Erlaubnis kann nicht erteilt werden."))


def agency_has_a_say(clearance: Clearance, _actor: Actor, params: Params) -> None:
    """Refuse a consent where none is asked for, and one of tomorrow."""
    if clearance.item is not ClearanceItem.WORK_PERMISSION:
        raise GuardRefused(_l("Hier fragt niemand die Agentur für Arbeit."))
    if params["consent_on"] > clock.today():
        raise GuardRefused(_l("Dieses Datum liegt in der Zukunft."))


def there_is_none_yet(clearance: Clearance, _actor: Actor, _params: Params) -> None:
    """Refuse to ask the agency beforehand twice, or where no permission is needed or open."""
    items = {one.item: one.state for one in clearance.placement.clearances if one is not clearance}
    if ClearanceItem.PRIOR_APPROVAL in items:
        raise GuardRefused(_l("Die Zustimmung der Agentur für Arbeit ist schon vorgemerkt."))
    if items.get(ClearanceItem.WORK_PERMISSION) not in (ClearanceState.TO_PREPARE, ClearanceState.REQUESTED):
        raise GuardRefused(_l("Hier ist keine Erlaubnis offen, zu der die Agentur vorab zustimmen kann."))


def forget_decision(clearance: Clearance, _actor: Actor, _change: Change, _params: Params) -> None:
    """Forget what was asked and decided: it was about another task, pay or period.

    The power of attorney stays: it is for this person at this company, whatever the hours.
    """
    clearance.request_signed_on = None
    clearance.requested_on = clearance.decided_on = clearance.valid_until = clearance.due_on = None
    clearance.reference = clearance.conditions = clearance.terms_hash = None
    clearance.travel_eur = clearance.childcare_eur = None
    clearance.to_observe = clearance.consent = clearance.consent_on = None
