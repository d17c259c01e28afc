"""The form by which visitors ask for mail about new offers: a place, and one thing they look for."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from portal.accounts.forms import email_field
from portal.core import i18n
from portal.core.forms import REQUIRED, PublicForm
from portal.reference.places import Place, find_places
from portal.vacancies.forms.board import Asked, is_unclear
from portal.vacancies.forms.filters import WORDS
from portal.vacancies.rules.alerts import Criterion
from portal.vacancies.search import RADII_KM, USUAL_KM
from portal.vacancies.services.alerts import Wish

CHOSEN = (Criterion.KIND, Criterion.FIELD)
"""Criteria that are chosen from a list; the other one is written."""
LONGEST_WORDS = 60
WORDS_ALONE = r"(?!(?:\D*\d){5})[\w +&()'’-]*\Z"
"""No address on the web, telephone number or line of its own: the words stand in a mail to who may not have asked."""


class AlertForm(PublicForm):
    """Ask for mail about new offers."""

    place = StringField(
        _l("Ort oder Postleitzahl"),
        [DataRequired(REQUIRED), Length(max=100)],
        description=_l("Zum Beispiel: Erkelenz oder 41812"),
        render_kw={"autocomplete": "postal-code"},
    )
    km = SelectField(_l("Umkreis"), choices=[SelectChoice(str(km), _l("%(km)s km", km=km)) for km in RADII_KM])
    choice = SelectField(_l("Art oder Arbeitsfeld"), description=_l("Oder schreiben Sie darunter ein Stichwort."))
    words = StringField(
        _l("Stichwort"),
        [Length(max=LONGEST_WORDS), Regexp(WORDS_ALONE, message=_l("Bitte schreiben Sie nur Wörter."))],
        description=_l("Zum Beispiel: Lager, Pflege oder Friseur"),
    )
    email = email_field()

    def __init__(self, **shown: Any) -> None:
        """Offer the kinds and the fields of work in the reader's language."""
        super().__init__(**shown)
        named = [
            SelectChoice(f"{criterion}:{code}", label, optgroup=str(WORDS[criterion].title))
            for criterion in CHOSEN
            for code, label in WORDS[criterion].labels().items()
        ]
        self.choice.choices = [SelectChoice("", _("Bitte wählen")), *named]

    @classmethod
    def from_board(cls, asked: Asked) -> "AlertForm":
        """Fill the form with what the board was asked, as far as an alert can hold it."""
        ticked = {criterion: sorted(asked.wanted.ticked.get(criterion, ())) for criterion in CHOSEN}
        first = next((f"{criterion}:{codes[0]}" for criterion, codes in ticked.items() if codes), "")
        words = asked.wanted.text[:LONGEST_WORDS]
        return cls(place=asked.place[:100], km=str(asked.wanted.radius_km), choice="" if words else first, words=words)

    def validate_place(self, field: StringField) -> None:
        """Ask for a place we know, and which one where a postal code has several."""
        places = find_places(field.data or "")
        if not places:
            raise ValidationError(_("Diesen Ort kennen wir nicht. Bitte schreiben Sie eine Stadt oder Postleitzahl."))
        if is_unclear(places):
            towns = ", ".join(dict.fromkeys(place.name for place in places))
            raise ValidationError(_("Zu dieser Postleitzahl gehören: %(towns)s. Welcher Ort?", towns=towns))

    def validate_words(self, field: StringField) -> None:
        """Ask for one thing: each more is another alert."""
        if bool(field.data) == bool(self.choice.data):
            raise ValidationError(_("Bitte wählen Sie oben etwas aus, oder schreiben Sie hier ein Stichwort."))

    @property
    def wish(self) -> Wish:
        """Give what the filled form asks for."""
        criterion, _colon, code = (self.choice.data or f"{Criterion.WORDS}:{self.words.data}").partition(":")
        place = find_places(self.place.data or "")[0]
        return Wish(
            email=self.email.data or "",
            locale=i18n.current().code,
            label=self._label(criterion, code, place),
            place=place.as_typed,
            radius_km=int(self.km.data or USUAL_KM),
            criterion=Criterion(criterion),
            wanted=code,
        )

    def _label(self, criterion: str, code: str, place: Place) -> str:
        what = str(WORDS[criterion].labels()[code]) if criterion in WORDS else str(_l("„%(words)s“", words=code))
        if self.km.data == "0":
            return str(_("%(what)s, nur %(place)s", what=what, place=place.as_typed))
        return str(_("%(what)s, %(km)s km um %(place)s", what=what, km=self.km.data, place=place.as_typed))
