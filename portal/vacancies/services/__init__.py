"""What people and the system do with offers; nothing else writes them, and nothing here commits."""

from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import String, delete, update
from sqlalchemy.engine import CursorResult

from portal.core import audit, clock, db
from portal.core.actor import SYSTEM, Actor, ActorKind
from portal.core.audit import Change
from portal.core.errors import NotAllowed, PortalError
from portal.core.permissions import require
from portal.core.search import record_change
from portal.core.search.normalise import fold
from portal.organisations import queries as organisations
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState
from portal.reference import OfferKindCode, snapshot, titles
from portal.reference.tables import OfferTemplate
from portal.vacancies import queries
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.rules import (
    CONTENT,
    ON_BOARD,
    Ending,
    PauseReason,
    VacancyState,
    VersionState,
    WithdrawReason,
    working_time,
)
from portal.vacancies.rules.findings import Concern
from portal.vacancies.rules.mending import mended
from portal.vacancies.search import INDEX
from portal.vacancies.workflow import WORKFLOW, note_editor

SHOWN = (*ON_BOARD, VacancyState.FILLED)
"""States in which an offer has a live text, and a new one is a revision."""


class NoPlaceLeft(PortalError):
    """All places of the offer are taken."""

    status = 409
    message = _l("Bei diesem Angebot ist kein Platz mehr frei.")


class TooLong(PortalError):
    """A text would be longer than there is room for."""

    status = 422
    message = _l("Mit den neuen Wörtern wird der Text zu lang. Bitte kürzen Sie ihn zuerst.")


def draft(record_id: UUID, *, actor: Actor, content: dict[str, Any], external_ref: str | None = None) -> Vacancy:
    """Begin an offer of the actor's company; the same id again (a double click) gives the one that is there.

    Args: external_ref: what the offer is called where it comes from.
    """
    known = db.session.get(Vacancy, record_id)
    if known is not None:
        require(actor, "vacancy:edit", known)
        return known
    if actor.company_id is None:
        raise NotAllowed
    vacancy = Vacancy(
        id=record_id,
        number=db.short_number("A"),
        external_ref=external_ref,
        organisation_id=actor.company_id,
        author_id=actor.id,
        places=content.get("positions") or 1,
        taken=0,
        versions=[],
    )
    version = VacancyVersion(number=1, text_state=VersionState.DRAFT, author_id=actor.id, editor_ids=[])
    vacancy.versions.append(version)
    WORKFLOW.create("draft", vacancy, actor=actor)
    _write(version, content, actor)
    return vacancy


def begin(record_id: UUID, *, actor: Actor, template: OfferTemplate | None = None) -> Vacancy:
    """Begin an offer, empty or with a ready-made text of an internship."""
    text = {name: getattr(template, name) for name in CONTENT if hasattr(template, name)}
    kind = {"offer_kind": OfferKindCode.INTERNSHIP} if template else {}
    return draft(record_id, actor=actor, content={**kind, **text})


def save(vacancy: Vacancy, version: VacancyVersion, *, actor: Actor, content: dict[str, Any]) -> None:
    """Keep a step of the text that is being written."""
    require(actor, "vacancy:edit", vacancy)
    if version.text_state is not VersionState.DRAFT:
        raise NotAllowed
    _write(version, content, actor)
    if vacancy.state is VacancyState.DRAFT and version.number == 1:
        vacancy.places = version.positions


def mend(vacancy: Vacancy, version: VacancyVersion, concern: Concern, *, actor: Actor) -> None:
    """Put the suggested words in place of a passage. Raises: TooLong: there is no room for them."""
    content = mended(version, concern)
    if any(len(text) > _room(name) for name, text in content.items()):
        raise TooLong
    save(vacancy, version, actor=actor, content=dict(content))


def _room(name: str) -> int:
    kind = VacancyVersion.__table__.c[name].type
    return kind.length or 0 if isinstance(kind, String) else 0


def _write(version: VacancyVersion, content: dict[str, Any], actor: Actor) -> None:
    for name, value in content.items():
        setattr(version, name, value)
    _derive(version)
    version.saved_at = clock.now()
    note_editor(version, actor.id)
    db.session.flush()


def _derive(version: VacancyVersion) -> None:
    """Fill the columns that follow from what was said: for search, filters and the board."""
    tables = snapshot()
    version.working_time = working_time(version.offer_kind, version.weekly_hours)
    version.search_title = fold(version.title)[:250] if version.title else None
    codes = tables.occupation_group(version.occupation).kldb5 if version.occupation else ()
    named = titles.called(version.occupation_title) if version.occupation_title else None
    version.kldb = named.kldb if named else next(iter(codes), None)  # "Helfer/in" alone has no code
    version.town = tables.municipality(version.ags).name if version.ags else None


def copy(source: Vacancy, record_id: UUID, *, actor: Actor) -> Vacancy:
    """Begin a new offer with the text of another."""
    require(actor, "vacancy:draft", source)
    content = {name: getattr(source.text, name) for name in CONTENT}
    return draft(record_id, actor=actor, content=content)


def revise(vacancy: Vacancy, *, actor: Actor) -> None:
    """Begin a new version of a text that was published; the offer stays where it is."""
    if queries.version(vacancy, VersionState.DRAFT):
        require(actor, "vacancy:revise", vacancy)
        return
    source = vacancy.text
    version = VacancyVersion(
        vacancy_id=vacancy.id,
        number=max(known.number for known in vacancy.versions) + 1,
        text_state=VersionState.DRAFT,
        author_id=actor.id,
        editor_ids=[],
        **{name: getattr(source, name) for name in CONTENT},
    )
    WORKFLOW.apply("revise", vacancy, actor=actor, version=version)


def discard(vacancy: Vacancy, *, actor: Actor) -> None:
    """Drop the version that is being written; what is on the board stays."""
    if not _is_repeat("discard_revision", vacancy, actor):
        WORKFLOW.apply("discard_revision", vacancy, actor=actor)


def submit(vacancy: Vacancy, *, actor: Actor, publish_on: date | None = None, expires_on: date | None = None) -> None:
    """Hand the text in: a new offer, a new text of one on the board, or one that is to come back."""
    if vacancy.state is VacancyState.IN_REVIEW and _is_repeat("relist", vacancy, actor):
        return
    if vacancy.state in (VacancyState.DRAFT, VacancyState.IN_REVIEW):
        WORKFLOW.apply("submit", vacancy, actor=actor, publish_on=publish_on, expires_on=expires_on)
    elif vacancy.state in (VacancyState.WITHDRAWN, VacancyState.EXPIRED):
        WORKFLOW.apply("relist", vacancy, actor=actor)
    elif not _is_repeat("submit_revision", vacancy, actor):
        WORKFLOW.apply("submit_revision", vacancy, actor=actor)


def _is_repeat(event: str, vacancy: Vacancy, actor: Actor) -> bool:
    """Tell whether this actor has just done this: a double click on an event that keeps the state."""
    last = audit.latest(WORKFLOW.name, vacancy.id)
    return last is not None and (last.name, last.actor_id) == (event, actor.id)


def relist(vacancy: Vacancy, *, actor: Actor) -> None:
    """Bring an ended offer back: its text unchanged straight to the board, a changed one through review."""
    event = "relist" if queries.version(vacancy, VersionState.DRAFT) else "relist_unchanged"
    WORKFLOW.apply(event, vacancy, actor=actor)


def publish(vacancy: Vacancy, *, actor: Actor, publish_on: date | None = None, reason: str | None = None) -> None:
    """Let a text onto the board, now or on a later day.

    Args: reason: names the lawful exception where a finding needs one.
    """
    params: dict[str, Any] = {"actor": actor, "reason": reason, "is_overridden": bool(reason and reason.strip())}
    if vacancy.state in SHOWN and _is_repeat("publish_revision", vacancy, actor):
        return
    if vacancy.state in SHOWN and queries.version(vacancy, VersionState.IN_REVIEW):
        WORKFLOW.apply("publish_revision", vacancy, **params)
    elif publish_on and publish_on > clock.today():
        WORKFLOW.apply("schedule", vacancy, publish_on=publish_on, **params)
    else:
        WORKFLOW.apply("publish", vacancy, **params)
    _settle_places(vacancy)


def send_back(vacancy: Vacancy, *, actor: Actor, reason: str | None) -> None:
    """Give the text back to the company, saying what to change."""
    event = "return_revision" if vacancy.state in SHOWN else "return"
    if not _is_repeat(event, vacancy, actor):
        WORKFLOW.apply(event, vacancy, actor=actor, reason=reason)


def pause(vacancy: Vacancy, *, actor: Actor, until: date | None, reason: str | None = None) -> None:
    """Take an offer off the board for a while."""
    WORKFLOW.apply("pause", vacancy, actor=actor, paused_until=until, reason=reason, reason_code=PauseReason.COMPANY)


def resume(vacancy: Vacancy, *, actor: Actor) -> None:
    """Put a paused offer back on the board."""
    WORKFLOW.apply("resume", vacancy, actor=actor)


def fill(vacancy: Vacancy, *, actor: Actor) -> None:
    """Take an offer off the board because its places are gone."""
    WORKFLOW.apply("fill", vacancy, actor=actor)


def reopen(vacancy: Vacancy, *, actor: Actor) -> None:
    """Put a filled offer back on the board: a place is free after all."""
    WORKFLOW.apply("free", vacancy, actor=actor)


def extend(vacancy: Vacancy, *, actor: Actor, expires_on: date | None, reason: str | None) -> None:
    """Show an offer longer; the same day again is a double click."""
    if vacancy.expires_on == expires_on and _is_repeat("extend", vacancy, actor):
        return
    WORKFLOW.apply("extend", vacancy, actor=actor, expires_on=expires_on, reason=reason)


def confirm(vacancy: Vacancy, *, actor: Actor) -> None:
    """Take the company's word that the offer is still current; once more on that day is a double click."""
    if vacancy.confirmed_on != clock.today() or not _is_repeat("confirm", vacancy, actor):
        WORKFLOW.apply("confirm", vacancy, actor=actor)


def withdraw(vacancy: Vacancy, *, actor: Actor, code: WithdrawReason, reason: str | None = None) -> None:
    """Take an offer back for good."""
    WORKFLOW.apply("withdraw", vacancy, actor=actor, reason_code=code, reason=reason)


def tell_outcome(vacancy: Vacancy, *, actor: Actor, code: Ending, note: str | None = None) -> None:
    """Keep what the company says of whether and how an expired offer was filled; the same again is a double click."""
    last = audit.latest(WORKFLOW.name, vacancy.id)
    if last and (last.name, last.actor_id, last.reason_code, last.reason) == ("tell_outcome", actor.id, code, note):
        return
    WORKFLOW.apply("tell_outcome", vacancy, actor=actor, reason_code=code, reason=note)


def reserve_place(vacancy: Vacancy) -> None:
    """Take one place of an offer that was published, exactly: of two at once for the last one gets NoPlaceLeft."""
    was_published = Vacancy.published_at.is_not(None)
    _count(
        vacancy, update(Vacancy).where(was_published, Vacancy.taken < Vacancy.places).values(taken=Vacancy.taken + 1)
    )
    _settle_places(vacancy)


def free_place(vacancy: Vacancy) -> None:
    """Give one place back; an offer that was filled by its last place opens again, if it is not over."""
    _count(vacancy, update(Vacancy).where(Vacancy.taken > 0).values(taken=Vacancy.taken - 1))
    _settle_places(vacancy)


def _count(vacancy: Vacancy, change: Any) -> None:
    done = db.session.execute(change.where(Vacancy.id == vacancy.id).execution_options(synchronize_session=False))
    if not isinstance(done, CursorResult) or done.rowcount != 1:
        raise NoPlaceLeft
    db.session.refresh(vacancy, attribute_names=["taken", "places", "state", "version"])
    record_change(db.session(), INDEX, vacancy.id)


def _settle_places(vacancy: Vacancy) -> None:
    """Let the state follow the places: the last one fills the offer, a free one opens what the system had filled."""
    if vacancy.places_left == 0 and vacancy.state in ON_BOARD:
        WORKFLOW.apply("fill", vacancy, actor=SYSTEM)
    elif vacancy.places_left > 0 and vacancy.state is VacancyState.FILLED and not _is_over(vacancy):
        _open_again(vacancy)


def _open_again(vacancy: Vacancy) -> None:
    filled = queries.last_event(vacancy, "fill")
    if filled is None or filled.actor_kind is not ActorKind.SYSTEM:
        return  # the company itself said that it needs nobody any more
    company = db.session.get_one(Organisation, vacancy.organisation_id)
    was_paused = filled.from_state == VacancyState.PAUSED or company.state is not CompanyState.VERIFIED
    WORKFLOW.apply("free_paused" if was_paused else "free", vacancy, actor=SYSTEM)


def _is_over(vacancy: Vacancy) -> bool:
    return vacancy.expires_on is not None and vacancy.expires_on < clock.today()


def pause_by_system(vacancy: Vacancy, code: PauseReason) -> None:
    """Take an offer off the board until somebody of the company looks at it."""
    WORKFLOW.apply("pause", vacancy, actor=SYSTEM, reason_code=code)


def company_stopped(company: Organisation, _actor: Actor, _change: Change) -> None:
    """Take all offers of a company off the board that was suspended or closed."""
    for vacancy in queries.on_board_of(company.id):
        pause_by_system(vacancy, PauseReason.COMPANY_SUSPENDED)


def company_merged(double: Organisation, _actor: Actor, _change: Change) -> None:
    """Show the offers a company took over from its double under its name."""
    for vacancy in queries.on_board_of(organisations.kept_of(double).id):
        record_change(db.session(), INDEX, vacancy.id)


def publish_due(vacancy: Vacancy) -> None:
    """Publish an approved offer whose day has come."""
    publish(vacancy, actor=SYSTEM)


def resume_due(vacancy: Vacancy) -> None:
    """Put an offer back on the board whose pause is over."""
    resume(vacancy, actor=SYSTEM)


def erase_draft(vacancy: Vacancy) -> None:
    """Delete a draft that was never handed in, with its text."""
    db.session.execute(delete(VacancyVersion).where(VacancyVersion.vacancy_id == vacancy.id))
    db.session.execute(delete(Vacancy).where(Vacancy.id == vacancy.id))


def expire(vacancy: Vacancy) -> None:
    """Take an offer off the board whose last day is over, and ask how it came out."""
    WORKFLOW.apply("expire", vacancy, actor=SYSTEM)


def ask_whether_current(vacancy: Vacancy) -> None:
    """Ask the company whether the offer still stands."""
    WORKFLOW.apply("ask_whether_current", vacancy, actor=SYSTEM)


def pause_unconfirmed(vacancy: Vacancy) -> None:
    """Pause an offer nobody confirmed."""
    pause_by_system(vacancy, PauseReason.NOT_CONFIRMED)
