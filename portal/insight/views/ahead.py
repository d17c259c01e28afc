"""What goes out in the next seven days and why, for caseworkers and coordinators."""

from itertools import groupby

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.core.reminders import ReminderChannel
from portal.core.web import acting_user, page, requires
from portal.insight.queries.ahead import coming
from portal.insight.views.blueprint import bp

WHY = {
    "candidates/check_14": _l("Profil-Check läuft in 14 Tagen ab"),
    "candidates/check_3": _l("Profil-Check läuft in 3 Tagen ab"),
    "candidates/delete_saved": _l("Gespeichertes löschen und bestätigen"),
    "candidates/delete_saved_again": _l("Löschen und bestätigen: noch einmal"),
    "candidates/erased_soon": _l("Profil wird in 30 Tagen gelöscht"),
    "candidates/overdue": _l("Nächster Schritt oder Kontakt überfällig"),
    "candidates/paper_3": _l("Aufenthaltspapier läuft in 3 Wochen ab"),
    "candidates/paper_8": _l("Aufenthaltspapier läuft in 8 Wochen ab"),
    "candidates/paper_call_3": _l("Aufenthaltspapier läuft in 3 Wochen ab: Person ohne E-Mail anrufen"),
    "candidates/paper_call_8": _l("Aufenthaltspapier läuft in 8 Wochen ab: Person ohne E-Mail anrufen"),
    "cooperation/answer_due": _l("Eine Stelle soll antworten"),
    "placements/assess_10": _l("Seit zehn Arbeitstagen sagt der Betrieb nicht, wie es war"),
    "placements/assess_3": _l("Seit drei Arbeitstagen sagt der Betrieb nicht, wie es war"),
    "placements/ended": _l("Letzter Tag: Wie ist es ausgegangen?"),
    "placements/ends_soon": _l("Letzter Tag steht bevor"),
    "placements/first_day": _l("Erster Tag steht bevor: wo, wann, womit"),
    "placements/first_day_call": _l("Erster Tag steht bevor: Person anrufen"),
    "placements/half_way": _l("Halbzeit: Wie läuft es?"),
    "placements/open_1": _l("Ein Arbeitstag vor Beginn fehlt noch etwas"),
    "placements/open_3": _l("Drei Arbeitstage vor Beginn fehlt noch etwas"),
    "placements/outcome": _l("Zehn Tage nach dem Ende fehlt das Ergebnis"),
    "placements/outcome_of_job": _l("Nach einem halben Jahr Arbeit fehlt das Ergebnis"),
    "placements/permission_3": _l("Erlaubnis endet in 3 Wochen"),
    "placements/permission_8": _l("Erlaubnis endet in 8 Wochen"),
    "placements/permission_call_3": _l("Erlaubnis endet in 3 Wochen: Person ohne E-Mail anrufen"),
    "placements/permission_call_8": _l("Erlaubnis endet in 8 Wochen: Person ohne E-Mail anrufen"),
    "placements/started": _l("Erster Tag war: Hat es angefangen?"),
    "placements/still_there_3": _l("Drei Monate nach Beginn: Noch da?"),
    "placements/still_there_6": _l("Sechs Monate nach Beginn: Noch da?"),
    "proposals/again": _l("Antwort des Betriebs fehlt seit fünf Arbeitstagen"),
    "proposals/ask_again": _l("Antwort der Person fehlt seit zwei Arbeitstagen"),
    "proposals/ask_call": _l("Antwort der Person ohne E-Mail fehlt seit zwei Arbeitstagen: anrufen"),
    "proposals/ask_call_last": _l("Antwort der Person ohne E-Mail fehlt seit vier Arbeitstagen: anrufen"),
    "proposals/ask_last": _l("Antwort der Person fehlt seit vier Arbeitstagen"),
    "proposals/call": _l("Antwort des Betriebs fehlt seit sieben Arbeitstagen: anrufen"),
    "proposals/first": _l("Antwort des Betriebs fehlt seit drei Arbeitstagen"),
    "proposals/hold_over": _l("Der Tag ist da, an dem der Betrieb sich melden wollte"),
    "proposals/interview_call": _l("Gespräch steht bevor: Person anrufen"),
    "proposals/interview_over": _l("Gespräch war: Hat es stattgefunden?"),
    "proposals/interview_soon": _l("Gespräch steht bevor: wo, wann, womit"),
    "proposals/lapse": _l("Frist ist um: Vorschlag verfällt"),
    "proposals/search_order": _l("Suchauftrag: Ist er noch gewünscht?"),
}
"""Why a row of the table speaks."""
AUDIENCES = {
    "person": _l("Person"),
    "company": _l("Betrieb"),
    "caseworker": _l("Fachkraft"),
    "both": _l("beide Seiten"),
    "authority": _l("andere Stelle"),
}
CHANNELS = {ReminderChannel.MAIL: _l("E-Mail"), ReminderChannel.CALL_LIST: _l("Anruf")}


@bp.get("/ahead")
@requires("ahead:view")
def ahead() -> ResponseReturnValue:
    """Show what the portal will say by itself, day by day."""
    days = [(day, list(lines)) for day, lines in groupby(coming(acting_user()), key=lambda line: line.day)]
    return page(
        "insight/ahead.html",
        days=days,
        why=WHY,
        audiences=AUDIENCES,
        channels=CHANNELS,
        address=lambda target: url_for(target.endpoint, **target.values),
    )
