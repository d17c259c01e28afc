"""What the pages of offers are put together from: steps, next step, actions, history."""

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import history, i18n
from portal.core.actor import Actor
from portal.core.audit import Event
from portal.core.db import new_id
from portal.core.deeds import NextStep
from portal.core.permissions import may
from portal.vacancies.forms.choices import EVENTS, REASONS
from portal.vacancies.forms.steps import STEP_TITLES
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.rules import STEPS, VacancyState, VersionState, missing
from portal.vacancies.workflow import WORKFLOW


def tasks_of(vacancy: Vacancy, version: VacancyVersion) -> list[dict[str, Any]]:
    """List the steps of writing with their state, for the task list."""
    gaps = missing(version)
    return [
        {
            "label": STEP_TITLES[step],
            "url": _step_url(vacancy, step),
            "state": _("Offen") if step in gaps else _("Fertig"),
            "tone": "warning" if step in gaps else "success",
        }
        for step in STEPS
    ]


def open_step(vacancy: Vacancy, version: VacancyVersion) -> str | None:
    """Give the address of the first step that lacks something; an offer with one cannot be handed in."""
    gaps = missing(version)
    return next((_step_url(vacancy, step) for step in STEPS if step in gaps), None)


def _step_url(vacancy: Vacancy, step: str) -> str:
    return url_for("vacancies.step", vacancy_id=vacancy.id, step=step)


_COMPANY, _OFFICE = _l("Betrieb"), _l("Integration Point")


def next_step(vacancy: Vacancy, actor: Actor) -> NextStep:
    """Say what happens next; the explanation is written for the company."""
    step = _next_step(vacancy)
    return step if may(actor, "vacancy:edit", vacancy) else replace(step, text="")


def _next_step(vacancy: Vacancy) -> NextStep:
    if vacancy.state is VacancyState.IN_REVIEW:
        return _in_review(vacancy)
    if vacancy.state is VacancyState.PUBLISHED:
        until = _("zu sehen bis %(day)s", day=i18n.day(vacancy.expires_on)) if vacancy.expires_on else ""
        return NextStep(_l("Wir suchen Menschen, die passen"), _OFFICE, _revision(vacancy), until, "success")
    if vacancy.state is VacancyState.PAUSED:
        until = _("bis %(day)s", day=i18n.day(vacancy.paused_until)) if vacancy.paused_until else ""
        text = _l("Auf der öffentlichen Seite ist das Angebot gerade nicht zu sehen.")
        return NextStep(_l("Das Angebot ist pausiert"), _COMPANY, text, until, "warning")
    return _STILL[vacancy.state]


def _in_review(vacancy: Vacancy) -> NextStep:
    version = vacancy.version_in(VersionState.IN_REVIEW)
    if version and version.reviewer_id and vacancy.publish_on:
        due = _("am %(day)s", day=i18n.day(vacancy.publish_on))
        return NextStep(_l("Geprüft. Das Angebot erscheint von selbst."), _OFFICE, "", due, "success")
    text = _l("Sie bekommen eine E-Mail, sobald es veröffentlicht ist oder etwas fehlt.")
    return NextStep(_l("Wir prüfen das Angebot"), _OFFICE, text, _("in zwei Arbeitstagen"))


def _revision(vacancy: Vacancy) -> Any:
    if vacancy.version_in(VersionState.IN_REVIEW):
        return _l("Eine Änderung wird geprüft. So lange gilt der bisherige Text.")
    if vacancy.version_in(VersionState.DRAFT):
        return _l("Sie haben eine Änderung begonnen. Der bisherige Text gilt, bis die neue Fassung geprüft ist.")
    return _l("Wenn jemand passt, schlagen wir Ihnen die Person vor.")


_STILL = {
    VacancyState.DRAFT: NextStep(
        _l("Füllen Sie die Schritte aus und geben Sie das Angebot zur Prüfung"), _COMPANY, tone="warning"
    ),
    VacancyState.FILLED: NextStep(
        _l("Alle Plätze sind besetzt"), text=_l("Wird ein Platz frei, erscheint das Angebot wieder."), tone="success"
    ),
    VacancyState.WITHDRAWN: NextStep(_l("Das Angebot ist zurückgezogen"), text=_l("Sie können es neu einstellen.")),
    VacancyState.EXPIRED: NextStep(
        _l("Das Angebot ist abgelaufen"),
        _COMPANY,
        _l("Bitte sagen Sie uns, ob der Platz besetzt ist. Sie können das Angebot auch neu einstellen."),
    ),
}


@dataclass(frozen=True)
class Button:
    """How an event is pressed: its words, the page or deed behind it, its look."""

    label: Any
    endpoint: str
    method: str = "post"
    variant: str = "secondary"


BUTTONS = {
    "submit": Button(_l("Zur Prüfung geben"), "vacancies.submit", "get", "primary"),
    "submit_revision": Button(_l("Änderung zur Prüfung geben"), "vacancies.submit", "get", "primary"),
    "confirm": Button(_l("Ist noch aktuell"), "vacancies.confirm"),
    "resume": Button(_l("Wieder zeigen"), "vacancies.resume", variant="primary"),
    "tell_outcome": Button(_l("Ergebnis mitteilen"), "vacancies.outcome", "get", "primary"),
    "revise": Button(_l("Text ändern"), "vacancies.revise"),
    "relist": Button(_l("Neu einstellen"), "vacancies.submit", "get"),
    "relist_unchanged": Button(_l("Unverändert neu einstellen"), "vacancies.relist"),
    "extend": Button(_l("Verlängern"), "vacancies.extend", "get"),
    "pause": Button(_l("Pausieren"), "vacancies.pause", "get"),
    "fill": Button(_l("Platz ist besetzt"), "vacancies.fill"),
    "free": Button(_l("Platz ist wieder frei"), "vacancies.reopen"),
    "discard_revision": Button(_l("Änderung verwerfen"), "vacancies.discard", "get", "tertiary"),
    "withdraw": Button(_l("Zurückziehen"), "vacancies.withdraw", "get", "tertiary"),
}
"""In the order of the page."""
_WITH_DRAFT = {"submit", "submit_revision", "relist", "discard_revision"}
_WITHOUT_DRAFT = {"revise", "relist_unchanged"}


def actions(vacancy: Vacancy, actor: Actor) -> list[dict[str, Any]]:
    """List what the actor can press on the page of an offer now."""
    possible = {row.event for row in WORKFLOW.possible(actor, vacancy)} - hidden_by_text(vacancy)
    shown = [_pressed(BUTTONS[event], vacancy) for event in BUTTONS if event in possible]
    if may(actor, "vacancy:edit", vacancy) and vacancy.version_in(VersionState.DRAFT):
        shown.insert(0, _pressed(Button(_l("Weiter bearbeiten"), "vacancies.tasks", "get", "primary"), vacancy))
    if may(actor, "vacancy:draft", vacancy):
        url = url_for("vacancies.copy", vacancy_id=vacancy.id, record_id=new_id())
        shown.append({"label": _("Kopieren"), "url": url, "method": "post", "variant": "tertiary"})
    if _waits_for_review(vacancy, actor):
        url = url_for("review.check", vacancy_id=vacancy.id)
        shown.insert(0, {"label": _("Prüfen"), "url": url, "method": "get", "variant": "primary"})
    return [
        {**action, "variant": _calmer(action["variant"])} if number else action for number, action in enumerate(shown)
    ]


def _calmer(variant: str) -> str:
    """Leave the first action alone to be the primary one."""
    return "secondary" if variant == "primary" else variant


def hidden_by_text(vacancy: Vacancy) -> set[str]:
    """Name the events the versions do not allow: the state alone does not tell."""
    if vacancy.version_in(VersionState.DRAFT):
        is_full = vacancy.state is VacancyState.FILLED  # its new text is a revision, and opens it with more places
        return _WITHOUT_DRAFT | ({"relist"} if is_full else set())
    no_copy = {"revise"} if vacancy.version_in(VersionState.IN_REVIEW) else set()
    return _WITH_DRAFT | no_copy


def _waits_for_review(vacancy: Vacancy, actor: Actor) -> bool:
    return may(actor, "vacancy:review", vacancy) and vacancy.version_in(VersionState.IN_REVIEW) is not None


def _pressed(button: Button, vacancy: Vacancy) -> dict[str, Any]:
    url = url_for(button.endpoint, vacancy_id=vacancy.id)
    return {"label": button.label, "url": url, "method": button.method, "variant": button.variant}


def timeline(events: list[Event]) -> list[dict[str, Any]]:
    """Put the events of an offer into words, with the reason chosen and the reason written."""
    return history.timeline(events, EVENTS, said=_reasons)


def _reasons(event: Event) -> str:
    return ". ".join(str(part) for part in (REASONS.get(event.reason_code), event.reason) if part)
