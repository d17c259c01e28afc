"""What may stand against an event of a proposal, each in words the reader can act on."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.candidates import queries as candidates
from portal.candidates.queries.values import say
from portal.candidates.rules import FREE_TEXTS, LABELS, CandidateState, check_free_text, is_minor
from portal.core import clock, db, i18n
from portal.core.actor import Actor, Role
from portal.core.errors import GuardRefused
from portal.organisations.models import Organisation
from portal.organisations.queries import owes_purpose
from portal.organisations.rules import CompanyState
from portal.proposals import queries, rules
from portal.proposals.models import Proposal
from portal.proposals.queries.asked import asked, is_overdue
from portal.proposals.queries.facts import grade_needed
from portal.proposals.queries.verdicts import verdict
from portal.proposals.rules import Side
from portal.proposals.workflow import verdicts
from portal.reference import OfferKindCode, Verdict, snapshot
from portal.vacancies import queries as vacancies
from portal.vacancies.rules import VacancyState

NOT_POSSIBLE = _l("Das ist zurzeit nicht möglich. Bitte rufen Sie uns an, wir klären es mit Ihnen.")
"""What a company is told when the reason lies with the person."""
Params = dict[str, Any]
IS_ELSEWHERE = _l("Die Person ist zu dieser Zeit schon in einem Einsatz oder Kurs.")
Busy = Callable[[UUID, date, date | None, UUID | None], bool]
"""Told the person, the first and the last day (none: without an end), and the record that asks and is not counted."""
_busy: list[Busy] = []


def register_busy(check: Busy) -> None:
    """Let upper areas say when a person is already taken (a placement, a course); called by `wiring`."""
    if check not in _busy:
        _busy.append(check)


def is_busy(candidate_id: UUID, first: date, last: date | None, asking: UUID) -> bool:
    """Tell whether a placement or a course takes the person somewhere between two days; none: without an end."""
    return any(check(candidate_id, first, last, asking) for check in _busy)


def _refused(actor: Actor, message: Any) -> GuardRefused:
    """Give the reason to staff and the person; a company learns nothing of the person from a refusal."""
    return GuardRefused(NOT_POSSIBLE if actor.company_id else message)


def person_is_ready(proposal: Proposal, actor: Actor, _params: Params) -> None:
    """Refuse while the pre-screening is not good enough for this kind."""
    if proposal.candidate.state is not CandidateState.READY:
        raise _refused(actor, _l("Das Profil ist nicht bereit. Bitte schließen Sie zuerst den Profil-Check ab."))
    needed = grade_needed(proposal.legal_kind)
    if not candidates.grade(proposal.candidate_id, clock.today()).covers(needed):
        raise _refused(actor, _l("Für diese Art fehlt im Profil-Check noch etwas, oder es ist abgelaufen."))


def company_is_verified(proposal: Proposal, _actor: Actor, _params: Params) -> None:
    """Refuse while the company is suspended or closed."""
    if proposal.organisation.state is not CompanyState.VERIFIED:
        raise GuardRefused(_l("Dieser Betrieb ist zurzeit nicht freigegeben."))


def offer_is_open(proposal: Proposal, _actor: Actor, _params: Params) -> None:
    """Refuse for an offer that is not live or is full."""
    vacancy = proposal.vacancy
    if vacancy.state is not VacancyState.PUBLISHED:
        raise GuardRefused(_l("Dieses Angebot ist zurzeit nicht veröffentlicht."))
    if vacancy.places_left < 1:
        raise GuardRefused(_l("In diesem Angebot ist kein Platz mehr frei."))


def company_wants_more(proposal: Proposal, _actor: Actor, _params: Params) -> None:
    """Refuse while the company wants no proposals, or has had as many this month as it wants."""
    company, today = proposal.organisation, clock.today()
    if company.no_proposals_until and today <= company.no_proposals_until:
        day = i18n.day(company.no_proposals_until)
        raise GuardRefused(_l("Dieser Betrieb möchte bis %(day)s keine Vorschläge.", day=day))
    most = company.max_proposals_per_month
    if most is None:
        return
    db.session.execute(select(Organisation.id).where(Organisation.id == company.id).with_for_update())
    if queries.proposed_in_month(company.id, today, but=proposal.id) >= most:
        raise GuardRefused(
            _l(
                "Dieser Betrieb möchte höchstens %(most)s Vorschläge im Monat, und so viele hat er schon. "
                "Bitte warten Sie bis zum nächsten Monat, oder rufen Sie dort an.",
                most=most,
            )
        )


def company_is_not_excluded(proposal: Proposal, actor: Actor, _params: Params) -> None:
    """Refuse a company the person does not want; the company is never told."""
    if candidates.is_excluded(proposal.candidate_id, proposal.organisation_id):
        raise _refused(actor, _l("Die Person möchte diesem Betrieb nicht vorgeschlagen werden."))


def nothing_else_for_the_pair(proposal: Proposal, actor: Actor, _params: Params) -> None:
    """Refuse a second proposal of the same person for the same offer."""
    if queries.stands_against(proposal):
        raise _refused(actor, _l("Für diese Person und dieses Angebot gibt es schon einen Vorschlag."))


def verdict_allows(proposal: Proposal, actor: Actor, _params: Params) -> None:
    """Decide anew for today and for the planned start, keep the answer, and stop where the law forbids it."""
    answer = verdicts.decide(proposal)
    if not actor.company_id:
        proposal.verdict_seen = proposal.verdict
    if answer.verdict is Verdict.FORBIDDEN:
        raise GuardRefused(answer.sentence_firm if actor.company_id else answer.sentence_caseworker)


def settle_kind(proposal: Proposal, actor: Actor, params: Params) -> None:
    """Find the legal kind of another offer kind the company names; the rules are then asked anew for that one."""
    wanted = params.get("offer_kind")
    if wanted is None:
        return
    kinds = [kind.kind_key for kind in snapshot().placement_kinds_of(OfferKindCode(wanted))]
    if proposal.legal_kind in kinds:
        return
    answers = {kind: verdict(proposal.candidate_id, kind, proposal.starts_on).verdict for kind in kinds}
    allowed = [kind for kind, verdict in answers.items() if verdict is not Verdict.FORBIDDEN]
    if not allowed:
        raise _refused(actor, _l("Diese Art ist für die Person zurzeit nicht erlaubt."))
    proposal.legal_kind, proposal.names_this_job = allowed[0], False  # a paper for one job says nothing of another kind


def no_overlap(proposal: Proposal, actor: Actor, _params: Params) -> None:
    """Refuse while the person is elsewhere at the planned start."""
    start = proposal.starts_on or clock.today()
    if is_busy(proposal.candidate_id, start, start, proposal.id):
        raise _refused(actor, IS_ELSEWHERE)


def card_consent_stands(proposal: Proposal, _actor: Actor, _params: Params) -> None:
    """Refuse to send a card without asking, unless the person agreed to cards for this field."""
    if not queries.has_card_consent(proposal.candidate_id, proposal.vacancy):
        raise GuardRefused(_l("Es gibt keine gültige Einwilligung für diesen Bereich. Bitte fragen Sie die Person."))


def guardian_agrees(proposal: Proposal, _actor: Actor, _params: Params) -> None:
    """Refuse the yes of one of the two alone of whom a minor is one."""
    both = proposal.own_yes_at and proposal.guardian_yes_at
    if is_minor(proposal.candidate.birth_date, clock.today()) and not both:
        raise GuardRefused(_l("Bei Minderjährigen muss auch die gesetzliche Vertretung zustimmen."))


def purpose_is_accepted(_proposal: Proposal, actor: Actor, _params: Params) -> None:
    """Refuse the first name before the user promised what it is for (section 78 SGB X)."""
    if owes_purpose(actor):
        raise GuardRefused(_l("Bitte bestätigen Sie zuerst, wofür Sie die Daten verwenden."))


def hold_is_short(_proposal: Proposal, _actor: Actor, params: Params) -> None:
    """Refuse to put somebody off for more than thirty days."""
    rules.check_hold(params["on_hold_until"], today=clock.today())


def text_is_harmless(proposal: Proposal, actor: Actor, params: Params) -> None:
    """Refuse a text to the company that says more of the person than it may know, and a question it may not put."""
    text = params.get("text") or proposal.note_to_company
    if text and rules.side_of(actor) is Side.COMPANY:
        rules.check_question(text)
    elif text:
        check_free_text(text, () if _is_named(proposal) else queries.telltales(proposal))


def card_is_harmless(proposal: Proposal, actor: Actor, _params: Params) -> None:
    """Refuse to show a card whose own texts say who the person is, how to reach it or where it comes from."""
    for column, passage in candidates.telling(proposal.candidate).items():
        raise _refused(
            actor,
            _l(
                "Das Kurzprofil verrät zu viel. Bitte nehmen Sie bei „%(field)s“ heraus: „%(passage)s“.",
                field=say(LABELS[FREE_TEXTS[column]]),
                passage=passage,
            ),
        )


def file_tells_nothing_new(proposal: Proposal, actor: Actor, params: Params) -> None:
    """Refuse a file to a company that does not know the name yet: nobody can look through it for telltales."""
    if params.get("file_key") and rules.side_of(actor) is Side.OFFICE and not _is_named(proposal):
        raise GuardRefused(_l("Einen Anhang können Sie schicken, sobald der Betrieb den Namen kennt."))


def _is_named(proposal: Proposal) -> bool:
    return proposal.name_agreed_at is not None and proposal.state in rules.KNOWS_NAME


def name_is_known(proposal: Proposal, _actor: Actor, _params: Params) -> None:
    """Refuse to take on somebody whose name the person has not yet let the company know."""
    if proposal.name_agreed_at is None:
        raise GuardRefused(_l("Die Person hat noch nicht zugestimmt, dass Sie ihren Namen erfahren."))


def not_too_late(proposal: Proposal, _actor: Actor, _params: Params) -> None:
    """Refuse thirty days after the end, or after a place of the offer became free again."""
    freed = vacancies.last_event(proposal.vacancy, "free")
    moments = [proposal.ended_at or proposal.created_at, *([freed.created_at] if freed else [])]
    rules.check_reopen(clock.local(max(moments)).date(), today=clock.today())


def somebody_else_is_asked(proposal: Proposal, actor: Actor, _params: Params) -> None:
    """Refuse to remind where nobody is asked, or oneself."""
    side = asked(proposal)
    mine = Side.PERSON if actor.role is Role.CANDIDATE else rules.side_of(actor)
    if side in (None, mine):
        raise GuardRefused(_l("Zurzeit wartet hier niemand auf eine Antwort der anderen Seite."))
    if mine is Side.PERSON and not is_overdue(proposal, clock.today()):
        raise GuardRefused(_l("Die anderen haben noch Zeit für ihre Antwort. Bitte warten Sie noch."))
