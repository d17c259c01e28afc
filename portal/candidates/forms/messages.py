"""What a person writes on the own page; the token of the link is the CSRF guard."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.candidates.forms.choices import LinesField, long_text, of_words, phone_field, text
from portal.candidates.forms.entry import email_field
from portal.candidates.rules.messages import TOPICS, ComplaintTopic, MessageState
from portal.core.forms import REQUIRED, BaseForm, CreateForm

MESSAGE_STATES: Mapping[MessageState, Any] = {MessageState.OPEN: _l("offen"), MessageState.CLOSED: _l("erledigt")}
MESSAGE_EVENTS: Mapping[str, Any] = {
    "say": _l("Mitgeteilt"),
    "adopt": _l("Übernommen"),
    "close": _l("Erledigt"),
}


class ByLinkForm(CreateForm):
    """A form on the own page."""

    class Meta(CreateForm.Meta):
        """The token of the link is the CSRF guard."""

        csrf = False


class ChangeForm(ByLinkForm):
    """What the person can correct; the caseworker takes it over."""

    phone = phone_field(_l("Telefon"))
    email = email_field(_l("E-Mail"))
    best_time = text(_l("Am besten erreichbar"), 80, description=_l("Zum Beispiel: nach 16 Uhr."))
    experience_own_words = long_text(_l("Berufserfahrung in eigenen Worten"), 2000)
    wish_occupations = LinesField(_l("Berufswünsche"), [Optional()], description=_l("Ein Beruf je Zeile."))
    wishes = long_text(_l("Weitere Wünsche"), 1000)


class WorkFoundForm(ByLinkForm):
    """Work that was found without us."""

    text = long_text(_l("Wo, und ab wann?"), 1000, description=_l("Sie müssen das nicht sagen."))


class ComplaintForm(ByLinkForm):
    """What is wrong, in the person's own words."""

    topic = RadioField(_l("Worum geht es?"), [InputRequired(REQUIRED)], choices=of_words(TOPICS), coerce=ComplaintTopic)
    text = TextAreaField(
        _l("Was ist passiert?"),
        [DataRequired(REQUIRED), Length(max=2000)],
        description=_l("Sie können in Ihrer Sprache schreiben."),
    )


class CompanyForm(ByLinkForm):
    """The name of a company the person does not want, or a part of it."""

    name = StringField(_l("Name des Betriebs"), [DataRequired(REQUIRED), Length(min=2, max=120)])


class CloseForm(BaseForm):
    """What came of it."""

    reason = TextAreaField(_l("Was daraus geworden ist"), [Optional(), Length(max=2000)])
