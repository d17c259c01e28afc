"""The forms of what is done with an offer: submit, pause, extend, withdraw, review."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.core.forms import REQUIRED, BaseForm, GetForm, VersionedForm, as_choices
from portal.vacancies.forms import choices
from portal.vacancies.forms.fields import code_of, within
from portal.vacancies.rules import MAX_EXTENSION_DAYS, MAX_PAUSE_DAYS, Ending, VacancyState, WithdrawReason


class SubmitForm(BaseForm):
    """Hand a text in for review."""

    publish_on = DateField(
        _l("Veröffentlichen ab"),
        [Optional(), within(0, MAX_EXTENSION_DAYS)],
        description=_l("Leer: sobald es geprüft ist."),
    )
    expires_on = DateField(
        _l("Zeigen bis"),
        [Optional(), within(1, MAX_EXTENSION_DAYS)],
        description=_l("Leer: bis zum Beginn, höchstens 90 Tage bei offenem Beginn."),
    )


class PauseForm(BaseForm):
    """Take an offer off the board until a day."""

    paused_until = DateField(
        _l("Pausieren bis"),
        [DataRequired(REQUIRED), within(0, MAX_PAUSE_DAYS)],
        description=_l("Am Tag danach ist das Angebot wieder zu sehen."),
    )
    reason = StringField(_l("Grund"), [Optional(), Length(max=500)])


class ExtendForm(BaseForm):
    """Show an offer longer."""

    expires_on = DateField(_l("Neues Ende"), [DataRequired(REQUIRED), within(1, MAX_EXTENSION_DAYS)])
    reason = StringField(
        _l("Grund"), [DataRequired(REQUIRED), Length(max=500)], description=_l("Zum Beispiel: noch ein Platz frei")
    )


class WithdrawForm(BaseForm):
    """Take an offer back for good."""

    reason_code = RadioField(
        _l("Warum ziehen Sie das Angebot zurück?"),
        [DataRequired(REQUIRED)],
        choices=as_choices(choices.WITHDRAW_REASONS),
        coerce=code_of(WithdrawReason),
    )
    reason = TextAreaField(_l("Möchten Sie uns dazu etwas sagen?"), [Optional(), Length(max=1000)])


class OutcomeForm(BaseForm):
    """Say how an expired offer came out."""

    reason_code = RadioField(
        _l("Ist der Platz besetzt?"),
        [DataRequired(REQUIRED)],
        choices=as_choices(choices.ENDINGS),
        coerce=code_of(Ending),
    )
    reason = TextAreaField(_l("Möchten Sie uns dazu etwas sagen?"), [Optional(), Length(max=1000)])


class PublishForm(VersionedForm):
    """Let a reviewed text onto the board."""

    publish_on = DateField(
        _l("Veröffentlichen am"), [Optional(), within(0, MAX_EXTENSION_DAYS)], description=_l("Leer: sofort.")
    )
    reason = TextAreaField(
        _l("Grund für eine Ausnahme"),
        [Optional(), Length(max=1000)],
        description=_l("Nur nötig, wenn ein Hinweis eine erlaubte Ausnahme nennt."),
    )


class ReturnForm(VersionedForm):
    """Give a text back to the company."""

    reason = TextAreaField(
        _l("Was soll der Betrieb ändern?"),
        [DataRequired(REQUIRED), Length(max=2000)],
        description=_l("Der Betrieb liest diesen Text."),
    )


class OwnOffersForm(GetForm):
    """Narrow the list of own offers."""

    state = SelectField(
        _l("Stand"),
        [Optional()],
        choices=as_choices(choices.STATES, empty=_l("Alle")),
        coerce=code_of(VacancyState),
    )
    query = StringField(_l("Titel"), [Optional(), Length(max=120)])
