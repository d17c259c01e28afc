"""Forms around a proposal: composing it, the company's answers, the person's answers, and the words for its codes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    Form,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.candidates.forms.choices import code, word_on_paper
from portal.candidates.forms.consents import uuid
from portal.core import clock
from portal.core.forms import REQUIRED, BaseForm, CreateForm, GetForm, TickField, as_choices, clean
from portal.proposals.rules import HOLD_DAYS, DeclineReason, InterviewOutcome, ProposalState, WithdrawReason
from portal.vacancies.forms.choices import offer_kinds
from portal.vacancies.forms.fields import code_of, within

STATES: Mapping[ProposalState, Any] = {
    ProposalState.ASKED: _l("Person gefragt"),
    ProposalState.REFUSED: _l("Person sagt nein"),
    ProposalState.PROPOSED: _l("Wartet auf den Betrieb"),
    ProposalState.ON_HOLD: _l("Zurückgestellt"),
    ProposalState.INTERESTED: _l("Betrieb hat Interesse"),
    ProposalState.INTERVIEW: _l("Gespräch"),
    ProposalState.ACCEPTED: _l("Zugesagt"),
    ProposalState.DECLINED: _l("Passt diesmal nicht"),
    ProposalState.WITHDRAWN: _l("Zurückgezogen"),
    ProposalState.LAPSED: _l("Abgelaufen"),
    ProposalState.SUPERSEDED: _l("Hat sich erledigt"),
}
STATES_FOR_COMPANY: Mapping[ProposalState, Any] = {
    **{state: STATES[state] for state in ProposalState if state not in (ProposalState.ASKED, ProposalState.REFUSED)},
    ProposalState.PROPOSED: _l("Wartet auf Ihre Antwort"),
    ProposalState.INTERESTED: _l("Sie haben Interesse"),
}
"""A company has no word for what goes on before it was proposed to."""
TONES: Mapping[ProposalState, str] = {
    ProposalState.ASKED: "info",
    ProposalState.PROPOSED: "warning",
    ProposalState.ON_HOLD: "info",
    ProposalState.INTERESTED: "success",
    ProposalState.INTERVIEW: "success",
    ProposalState.ACCEPTED: "success",
}
STATES_FOR_PERSON: Mapping[ProposalState, Any] = {
    ProposalState.ASKED: _l("Wir warten auf Ihre Antwort"),
    ProposalState.REFUSED: _l("Sie haben Nein gesagt"),
    ProposalState.PROPOSED: _l("Der Betrieb hat Ihr Kurzprofil"),
    ProposalState.ON_HOLD: _l("Der Betrieb überlegt noch"),
    ProposalState.INTERESTED: _l("Der Betrieb hat Interesse"),
    ProposalState.INTERVIEW: _l("Der Betrieb lädt Sie ein"),
    ProposalState.ACCEPTED: _l("Der Betrieb hat zugesagt"),
    ProposalState.DECLINED: _l("Es passt diesmal nicht"),
    ProposalState.WITHDRAWN: _l("Zurückgezogen"),
    ProposalState.LAPSED: _l("Keine Antwort in der Zeit"),
    ProposalState.SUPERSEDED: _l("Hat sich erledigt"),
}
EVENTS: Mapping[str, Any] = {
    "ask": _l("Person gefragt"),
    "agree": _l("Person sagt ja, Kurzprofil verschickt"),
    "say_yes": _l("Ein Ja ist da, das zweite fehlt noch"),
    "refuse": _l("Person sagt nein"),
    "propose": _l("Kurzprofil verschickt"),
    "give_name": _l("Person gibt den Namen frei"),
    "show_interest": _l("Interesse gezeigt"),
    "later": _l("Zurückgestellt"),
    "write": _l("Nachricht geschrieben"),
    "invite": _l("Zum Gespräch eingeladen"),
    "offer_times": _l("Neue Termine angeboten"),
    "choose_slot": _l("Termin gewählt"),
    "cannot_come": _l("Person kann nicht kommen"),
    "ask_other_time": _l("Andere Zeit gewünscht"),
    "cancel_interview": _l("Gespräch abgesagt"),
    "report_interview": _l("Vom Gespräch berichtet"),
    "nudge": _l("Noch einmal erinnert"),
    "accept": _l("Zugesagt"),
    "decline": _l("Passt diesmal nicht"),
    "withdraw": _l("Zurückgezogen"),
    "lapse": _l("Abgelaufen"),
    "supersede": _l("Hat sich erledigt"),
    "reopen": _l("Wieder aufgenommen"),
    "recheck": _l("Erlaubnis neu geprüft"),
    "see_permission": _l("Geänderte Erlaubnis angesehen"),
}
_NOT_FOR_COMPANY = ("ask", "say_yes", "refuse", "reopen", "recheck", "see_permission")
EVENTS_FOR_COMPANY: Mapping[str, Any] = {
    **{name: EVENTS[name] for name in EVENTS if name not in _NOT_FOR_COMPANY},
    "agree": _l("Vorgeschlagen"),
    "propose": _l("Vorgeschlagen"),
    "give_name": _l("Name freigegeben"),
}
DECLINE_REASONS: Mapping[DeclineReason, Any] = {
    DeclineReason.FILLED: _l("Der Platz ist schon besetzt"),
    DeclineReason.GERMAN: _l("Das Deutsch reicht noch nicht"),
    DeclineReason.SKILLS: _l("Es fehlen Kenntnisse"),
    DeclineReason.HOURS: _l("Die Zeiten passen nicht"),
    DeclineReason.DISTANCE: _l("Der Weg ist zu weit"),
    DeclineReason.DID_NOT_APPEAR: _l("Nicht zum Termin gekommen (Angabe des Betriebs)"),
    DeclineReason.NOT_REACHABLE: _l("Nicht erreichbar (Angabe des Betriebs)"),
    DeclineReason.NOT_INTERESTED: _l("Kein Interesse (Angabe des Betriebs)"),
    DeclineReason.PERMISSION_TOO_LATE: _l("Die Erlaubnis kommt zu spät"),
    DeclineReason.ALREADY_SPOKEN: _l("Wir haben schon miteinander gesprochen"),
    DeclineReason.DUPLICATE: _l("Doppelter Vorschlag"),
    DeclineReason.OTHER: _l("Etwas anderes"),
}
OUTCOMES: Mapping[InterviewOutcome, Any] = {
    InterviewOutcome.CAME: _l("Ja, wir haben gesprochen"),
    InterviewOutcome.DID_NOT_COME: _l("Die Person ist nicht gekommen (Angabe des Betriebs)"),
    InterviewOutcome.MOVED: _l("Das Gespräch wurde verschoben"),
}
WITHDRAW_REASONS: Mapping[WithdrawReason, Any] = {
    WithdrawReason.MISTAKE: _l("Versehentlich vorgeschlagen"),
    WithdrawReason.WISH: _l("Die Person möchte nicht mehr"),
    WithdrawReason.ELSEWHERE: _l("Die Person hat etwas anderes gefunden"),
    WithdrawReason.OTHER: _l("Etwas anderes"),
}


def sentences(name: Any, length: int, *, required: bool = False, hint: Any = "") -> TextAreaField:
    """Make a field for some sentences."""
    first = [DataRequired(REQUIRED)] if required else []
    return TextAreaField(name, [*first, Length(max=length)], filters=[clean], description=hint)


class NewForm(CreateForm):
    """What the caseworker fixes for this person and this offer; the view fills in the legal kinds."""

    legal_kind = SelectField(_l("Rechtliche Art"), [InputRequired(REQUIRED)])
    starts_on = DateField(
        _l("Geplanter Beginn"), [Optional(), within(0, 730)], description=_l("Für diesen Tag prüfen wir die Erlaubnis.")
    )
    note_to_company = sentences(
        _l("Notiz an den Betrieb"),
        1000,
        hint=_l("Was die Person kann und möchte. Kein Name, kein Kontakt, keine Herkunft."),
    )
    names_this_job = word_on_paper()


class SeenForm(BaseForm):
    """What a caseworker says of a paper for one job while looking at a changed permission."""

    names_this_job = word_on_paper()


class PersonForm(BaseForm):
    """Chooses the person by the short number, never by name."""

    number = StringField(
        _l("Nummer der Person"), [DataRequired(REQUIRED), Length(max=12)], description=_l("Zum Beispiel K-7QX3M9.")
    )


class OfferFilterForm(GetForm):
    """Narrows the offers one can be proposed for."""

    query = StringField(_l("Titel enthält"), [Optional(), Length(max=80)])


class FilterForm(GetForm):
    """Narrows a list of proposals."""

    state = SelectField(_l("Stand"), [Optional()], coerce=code)


class InterestForm(BaseForm):
    """Shows interest; the purpose is accepted once, before the first name."""

    purpose = BooleanField(
        _l(
            "Ich verwende die Daten nur für diese Vermittlung (§ 78 SGB X), gebe sie nicht weiter und lösche sie, "
            "wenn ich sie nicht mehr brauche."
        ),
        [DataRequired(_l("Bitte bestätigen Sie das zuerst."))],
    )


class LaterForm(BaseForm):
    """Puts it off."""

    until = DateField(
        _l("Wann melden Sie sich?"),
        [DataRequired(REQUIRED), within(1, HOLD_DAYS)],
        description=_l("Ein Tag in den nächsten 30 Tagen. Wir erinnern Sie."),
    )
    reason = StringField(
        _l("Warum später?"), [DataRequired(REQUIRED), Length(max=500)], description=_l("Zum Beispiel: Chef im Urlaub")
    )


class MessageForm(CreateForm):
    """Writes in the thread."""

    text = sentences(
        _l("Nachricht"),
        4000,
        required=True,
        hint=_l("Kein Name, kein Kontakt, keine Herkunft, solange er nicht frei ist."),
    )


class QuestionForm(CreateForm):
    """Asks the caseworker."""

    text = sentences(
        _l("Ihre Frage"),
        4000,
        required=True,
        hint=_l("Fragen Sie nach der Arbeit. Solange wir antworten müssen, läuft Ihre Frist nicht."),
    )


class _WithFile(BaseForm):
    file = FileField(_l("Anhang"), description=_l("Eine PDF-Datei oder ein Foto (JPEG, PNG), höchstens 10 MB"))


class MessagePageForm(MessageForm, _WithFile):
    """Writes in the thread, perhaps with a file."""


class QuestionPageForm(QuestionForm, _WithFile):
    """Asks the caseworker, perhaps with a file."""


class NoteForm(CreateForm):
    """Notes something for the own colleagues."""

    text = sentences(
        _l("Neue Notiz"), 1000, required=True, hint=_l("Nur Ihr Betrieb liest das. Wir löschen es mit dem Vorschlag.")
    )


def _time(asked: DataRequired | Optional) -> DateTimeLocalField:
    return DateTimeLocalField(_l("Tag und Uhrzeit"), [asked], description=_l("Ortszeit"))


def _place(*asked: DataRequired) -> StringField:
    return StringField(_l("Ort"), [*asked, Length(max=200)], filters=[clean])


class SlotForm(Form):
    """One time for an interview."""

    starts_at = _time(Optional())
    place = _place()

    def validate_starts_at(self, field: Field) -> None:
        """Refuse a time that is over or far away."""
        if not field.data:
            return
        field.data = field.data.replace(tzinfo=clock.LOCAL_ZONE)
        if not clock.now() < field.data < clock.now() + timedelta(days=180):
            raise ValidationError(_("Bitte wählen Sie eine Zeit in den nächsten sechs Monaten."))

    def validate_place(self, field: Field) -> None:
        """Ask for a place where there is a time."""
        if self.starts_at.data and not field.data:
            raise ValidationError(str(REQUIRED))


class FirstSlotForm(SlotForm):
    """The time that is not left open."""

    starts_at = _time(DataRequired(REQUIRED))
    place = _place(DataRequired(REQUIRED))


class InviteForm(BaseForm):
    """Offers one to three times for an interview."""

    first = FormField(FirstSlotForm, _l("Erster Termin"))
    second = FormField(SlotForm, _l("Zweiter Termin"))
    third = FormField(SlotForm, _l("Dritter Termin"))
    note = sentences(
        _l("Was soll die Person wissen?"), 500, hint=_l("Zum Beispiel: Bitte am Empfang melden. Die Person liest das.")
    )

    @property
    def slots(self) -> list[tuple[Any, str]]:
        """Give the times that were filled in, each with its place."""
        data = (self.first.data, self.second.data, self.third.data)
        return [(one["starts_at"], one["place"]) for one in data if one["starts_at"]]


class SlotChoiceForm(BaseForm):
    """Picks one of the times; the view fills them in."""

    slot_id = RadioField(_l("Welcher Termin passt?"), [InputRequired(REQUIRED)], coerce=uuid)


class OtherTimeForm(CreateForm):
    """Says when the person would rather come."""

    text = sentences(
        _l("Wann haben Sie Zeit?"),
        300,
        required=True,
        hint=_l("Der Betrieb liest das. Zum Beispiel: montags und mittwochs ab 14 Uhr."),
    )


class CancelInterviewForm(BaseForm):
    """Takes the offered times back."""

    reason = sentences(_l("Warum?"), 500, hint=_l("Das liest die Beratung, nicht die Person."))


class OutcomeForm(BaseForm):
    """Tells how the interview went."""

    outcome = RadioField(
        _l("Hat das Gespräch stattgefunden?"),
        [InputRequired(REQUIRED)],
        choices=as_choices(OUTCOMES),
        coerce=code_of(InterviewOutcome),
    )


class AcceptForm(BaseForm):
    """Takes the person on, perhaps in another kind than was offered."""

    offer_kind = SelectField(
        _l("Als was?"),
        [InputRequired(REQUIRED)],
        choices=offer_kinds,
        description=_l(
            "Wählen Sie eine andere Art, wenn Sie lieber anders beginnen, zum Beispiel mit einem Praktikum."
        ),
    )


class DeclineForm(BaseForm):
    """Says that it does not fit this time."""

    reason = RadioField(
        _l("Warum passt es nicht?"),
        [InputRequired(REQUIRED)],
        choices=as_choices(DECLINE_REASONS),
        coerce=code_of(DeclineReason),
    )
    note = sentences(_l("Nur für uns"), 1000, hint=_l("Das liest die Person nicht."))
    text_for_person = sentences(
        _l("Für die Person"), 1000, hint=_l("Ein freundlicher Satz hilft. Sie können ihn weglassen.")
    )

    def validate_note(self, field: Field) -> None:
        """Ask for some words where no reason of the list fits."""
        if self.reason.data is DeclineReason.OTHER and not field.data:
            raise ValidationError(_("Bitte schreiben Sie kurz, was nicht passt."))


class RefuseForm(BaseForm):
    """Takes the person's no; a reason is never asked for."""

    reason = sentences(_l("Möchte die Person etwas dazu sagen?"), 500, hint=_l("Niemand muss einen Grund nennen."))


class WithdrawForm(BaseForm):
    """Takes a proposal back."""

    code = RadioField(
        _l("Warum?"),
        [InputRequired(REQUIRED)],
        choices=as_choices(WITHDRAW_REASONS),
        description=_l("„Versehentlich“ hinterlässt beim Betrieb keine Spur, solange dort niemand hineingesehen hat."),
    )
    reason = sentences(_l("Notiz für die Akte"), 500, hint=_l("Der Betrieb liest das nicht."))


class OthersForm(BaseForm):
    """Chooses which other proposals of the person are closed; the view fills them in."""

    chosen = TickField(_l("Diese Vorschläge schließen"), [InputRequired(REQUIRED)], coerce=uuid)
