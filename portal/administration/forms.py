"""Forms of the rows an installation lays over the tables of law, and words of the administrator's pages."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.administration import rules
from portal.administration.rules import OverrideState
from portal.core.forms import REQUIRED, BaseForm, CreateForm, clean

KINDS: Mapping[str, Any] = {
    "accounts/unconfirmed": _l("Zugänge, die niemand bestätigt hat"),
    "accounts/idle": _l("Zugänge, die niemand benutzt"),
    "accounts/invitations": _l("Einladungen, die vorbei sind"),
    "accounts/sign_ins": _l("Beendete Anmeldungen"),
    "api/answers": _l("Antworten an Programme"),
    "api/tokens": _l("Schlüssel für Programme, die nichts mehr öffnen"),
    "links/over": _l("Persönliche Links, die nichts mehr öffnen"),
    "organisations/tips": _l("Genannte Betriebe"),
    "organisations/join_requests": _l("Anfragen, zu einem Betrieb zu gehören"),
    "vacancies/drafts": _l("Liegengebliebene Entwürfe von Angeboten"),
    "vacancies/reports": _l("Geprüfte Meldungen zu Angeboten"),
    "vacancies/unmet": _l("Suchen ohne Treffer"),
    "vacancies/unmet_rare": _l("Seltene Suchen ohne Treffer"),
    "candidates/calls": _l("Erledigte Anrufe bei Personen"),
    "candidates/closed": _l("Abgeschlossene Profile"),
    "candidates/messages": _l("Erledigte Nachrichten von Personen"),
    "candidates/drafts": _l("Profile, mit denen niemand weitergemacht hat"),
    "candidates/on_request": _l("Profile, deren Löschung die Person wollte"),
    "candidates/consents": _l("Nachweise von Einwilligungen"),
    "candidates/grants": _l("Nachweise, welcher Betrieb was sehen konnte"),
    "candidates/reads": _l("Wer hat was gesehen"),
    "people/events": _l("Verlauf zu Personen"),
    "proposals/over": _l("Vorschläge, aus denen nichts wurde"),
    "proposals/search_orders": _l("Suchaufträge"),
    "proposals/marks": _l("Gemerkte und abgelegte Angebote"),
    "placements/over": _l("Beendete Einsätze mit Vereinbarungen und Erlaubnissen"),
    "cooperation/referrals": _l("Beendete Weiterleitungen"),
    "cooperation/call_backs": _l("Bitten um Rückruf"),
    "cooperation/waiting": _l("Plätze auf Wartelisten von Kursen"),
    "mail/settled": _l("Gesendete E-Mails"),
    "alerts/unconfirmed": _l("Benachrichtigungen, die niemand bestätigt hat"),
    "alerts/unanswered": _l("Benachrichtigungen ohne Antwort"),
    "alerts/over": _l("Benachrichtigungen, die vorbei sind"),
    "vacancies/alerts_stopped": _l("Beendete Benachrichtigungen"),
}
"""What the rows of the table of retention are about."""

STATES: Mapping[OverrideState, Any] = {
    OverrideState.PROPOSED: _l("Vorgeschlagen, wartet auf Freigabe"),
    OverrideState.APPROVED: _l("Freigegeben"),
    OverrideState.REFUSED: _l("Abgelehnt"),
}
TONES: Mapping[OverrideState, str] = {
    OverrideState.PROPOSED: "warning",
    OverrideState.APPROVED: "success",
    OverrideState.REFUSED: "neutral",
}
EVENTS: Mapping[str, Any] = {
    "propose": _l("Zeile vorgeschlagen"),
    "propose_end": _l("Ende vorgeschlagen"),
    "approve": _l("Freigegeben"),
    "refuse": _l("Abgelehnt"),
}
VERDICTS: Mapping[str, Any] = {
    "allowed": _l("Erlaubt"),
    "allowed_with_permission": _l("Erst mit Erlaubnis"),
    "forbidden": _l("Zurzeit nicht erlaubt"),
    "ask": _l("Bitte fragen"),
}
TABLES: Mapping[str, Any] = {
    "residence_rules": _l("Regeln zum Aufenthaltspapier"),
    "placement_kinds": _l("Rechtliche Arten"),
    "dated_values": _l("Beträge und Grenzen"),
    "branch_wages": _l("Mindestlöhne der Branchen"),
    "working_time_rules": _l("Arbeitszeit"),
    "safe_origin_states": _l("Sichere Herkunftsstaaten"),
    "report_duties": _l("Wer was melden muss"),
}


def _reason() -> TextAreaField:
    return TextAreaField(_l("Warum?"), [DataRequired(REQUIRED), Length(max=1000)], filters=[clean])


def _day(label: Any, *validators: Any) -> DateField:
    return DateField(label, [*validators])


class OverrideForm(CreateForm):
    """A row as it is proposed."""

    values = TextAreaField(
        _l("Zeile"),
        [DataRequired(REQUIRED), Length(max=8000)],
        filters=[clean],
        description=_l("Je Zeile: Spalte = Wert. Lassen Sie stehen, was gleich bleibt, oder löschen Sie es."),
    )
    valid_from = _day(_l("Gilt hier ab"), InputRequired(REQUIRED))
    valid_to = _day(_l("Gilt hier bis"), Optional())
    source = StringField(
        _l("Quelle"),
        [DataRequired(REQUIRED), Length(max=500)],
        filters=[clean],
        description=_l("Gesetz mit Paragraf und Fundstelle, oder die Adresse der Veröffentlichung."),
    )
    reason = _reason()

    def validate_values(self, field: TextAreaField) -> None:
        """Refuse a line that is no cell."""
        try:
            rules.read(field.data or "")
        except ValueError as error:
            raise ValidationError(_("Diese Zeile ist nicht zu lesen: %(line)s", line=str(error)[:120])) from error

    def validate_valid_to(self, field: DateField) -> None:
        """Refuse an end before the beginning."""
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError(_("Das Ende liegt vor dem Beginn."))


class EndForm(CreateForm):
    """From when on a row holds no longer."""

    valid_from = _day(_l("Gilt nicht mehr ab"), InputRequired(REQUIRED))
    reason = _reason()


class DecideForm(BaseForm):
    """The word of another administrator; a refusal says why."""

    reason = TextAreaField(_l("Grund, wenn Sie ablehnen"), [Length(max=1000)], filters=[clean])
