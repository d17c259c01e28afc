"""Forms for a company's own short texts, and for putting one of them into another form."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.candidates.forms.consents import uuid
from portal.core.forms import REQUIRED, BaseForm, CreateForm, VersionedForm, as_choices
from portal.proposals.forms import sentences
from portal.proposals.rules import TextUse
from portal.vacancies.forms.fields import code_of

TEXT_USES: Mapping[TextUse, Any] = {
    TextUse.DECLINE: _l("für eine Absage"),
    TextUse.INVITE: _l("für eine Einladung"),
}


class _TextFields(BaseForm):
    use = RadioField(_l("Wofür?"), [InputRequired(REQUIRED)], choices=as_choices(TEXT_USES), coerce=code_of(TextUse))
    title = StringField(
        _l("Name des Textes"), [DataRequired(REQUIRED), Length(max=80)], description=_l("Zum Beispiel: Platz besetzt")
    )
    text = sentences(
        _l("Text"), 500, required=True, hint=_l("Die Person liest das. Schreiben Sie freundlich und kurz.")
    )

    @property
    def content(self) -> dict[str, Any]:
        """Give what was written, by column."""
        return {"use": self.use.data, "title": self.title.data, "text": self.text.data}


class NewTextForm(_TextFields, CreateForm):
    """A new text."""


class TextForm(_TextFields, VersionedForm):
    """A text that has changed."""


class InsertForm(BaseForm):
    """Picks the text to put in; the view fills them in. It is part of another form, which carries the token."""

    class Meta(BaseForm.Meta):
        """Within another form."""

        csrf = False

    text_id = SelectField(_l("Eigenen Text einfügen"), [InputRequired(REQUIRED)], coerce=uuid)
