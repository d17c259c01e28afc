"""What refuses a deed with an offer, named by what happened, and the checks that find it."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.errors import GuardRefused, ReasonMissing
from portal.reference import Snapshot
from portal.vacancies.rules.content import missing
from portal.vacancies.rules.findings import concerns
from portal.vacancies.rules.states import MAX_EXTENSION_DAYS, MAX_PAUSE_DAYS


class CompanyNotVerified(GuardRefused):
    """Only verified companies hand in and publish."""

    message = _l("Ihr Betrieb ist noch nicht bestätigt. Sie können das Angebot schon als Entwurf speichern.")


class NotComplete(GuardRefused):
    """The text lacks something that must be said."""

    message = _l("Es fehlen noch Angaben. Bitte füllen Sie die offenen Schritte aus.")


class NothingToDo(GuardRefused):
    """There is no version this event could move."""

    status = 409
    message = _l("Es gibt keine Fassung, für die das möglich ist. Bitte laden Sie die Seite neu.")


class StartsInThePast(GuardRefused):
    """The start is over."""

    message = _l("Der Beginn liegt in der Vergangenheit. Bitte tragen Sie ein neues Datum ein.")


class OwnText(GuardRefused):
    """Nobody reviews what they wrote or entered."""

    message = _l("Diesen Text haben Sie selbst geschrieben oder eingetragen. Bitte lassen Sie andere ihn prüfen.")


class FindingsStandAgainst(GuardRefused):
    """The wording or the pay is not lawful, or an exception was not given a reason."""

    message = _l("Einige Angaben sind so nicht erlaubt. Bitte ändern Sie die markierten Stellen.")


class NotThatDate(GuardRefused):
    """A date that does not fit: past, too far away, or no later than before."""

    message = _l("Dieses Datum passt nicht. Bitte wählen Sie ein späteres, höchstens ein halbes Jahr entferntes.")


class TooFewPlaces(GuardRefused):
    """More places are taken than the text offers."""

    message = _l("Es sind schon mehr Plätze vergeben, als der Text anbietet.")


class AlreadyOver(GuardRefused):
    """The offer's last day is over."""

    message = _l("Das Angebot ist abgelaufen. Bitte stellen Sie es neu ein.")


class ExceptionNeedsReason(ReasonMissing):
    """A finding has a lawful exception, and the reviewer has not named it."""

    message = _l("Ein Hinweis lässt nur eine Ausnahme zu. Bitte nennen Sie den Grund für die Ausnahme.")


def check_ready(version: Any, *, on: date, tables: Snapshot) -> None:
    """Refuse a text that is incomplete, starts in the past or is not lawful for anybody."""
    if missing(version):
        raise NotComplete
    check_still_holds(version, on=on, tables=tables)


def check_still_holds(version: Any, *, on: date, tables: Snapshot) -> None:
    """Refuse a text that time or the law has overtaken."""
    if version.starts_on and version.starts_on < on:
        raise StartsInThePast
    if any(concern.blocks for concern in concerns(version, on=on, tables=tables)):
        raise FindingsStandAgainst


def check_publishable(version: Any, *, on: date, tables: Snapshot, is_overridden: bool) -> None:
    """Refuse to publish an unlawful text, and one with a lawful exception that nobody has named."""
    found = concerns(version, on=on, tables=tables)
    if any(concern.blocks for concern in found):
        raise FindingsStandAgainst
    if any(concern.needs_reason for concern in found) and not is_overridden:
        raise ExceptionNeedsReason


def check_pause(until: date | None, *, on: date) -> None:
    """Refuse a pause that ends in the past or lasts longer than half a year."""
    if until and not on <= until <= on + timedelta(days=MAX_PAUSE_DAYS):
        raise NotThatDate


def check_publish_on(day: date | None, *, on: date) -> None:
    """Refuse a day of publication that is not ahead, or too far."""
    if day is None or not on < day <= on + timedelta(days=MAX_EXTENSION_DAYS):
        raise NotThatDate


def check_extension(new: date | None, old: date | None, *, on: date) -> None:
    """Refuse a new last day that is no later than the old one, over, or more than half a year ahead."""
    if new is None or (old and new <= old) or not on < new <= on + timedelta(days=MAX_EXTENSION_DAYS):
        raise NotThatDate
