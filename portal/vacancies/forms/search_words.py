"""The form of a word of the office for the search: looked at by its address, kept by sending it."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SearchField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.core.forms import REQUIRED, BaseForm, CreateForm, GetForm
from portal.core.search.analyser import LONGEST_SYNONYM
from portal.vacancies.rules.search_words import OwnWord, spelling, tidy
from portal.vacancies.rules.unmet import LONGEST, countable
from portal.vacancies.search import analyser
from portal.vacancies.search.own_words import heard


class WordsForm(GetForm):
    """Look for a word in the list."""

    q = SearchField(_l("Suchwort"), [Length(max=LONGEST)])


class WordForm(BaseForm):
    """What people type and what it means; refuses what a search could not take for a word."""

    typed = StringField(
        _l("Was Menschen eingeben"),
        [DataRequired(REQUIRED), Length(max=LONGEST)],
        description=_l("Zum Beispiel „Küchenfee“, auch in einer anderen Sprache."),
        filters=[tidy],
    )
    means = StringField(
        _l("Was es auf Deutsch heißt"),
        [DataRequired(REQUIRED), Length(max=LONGEST)],
        description=_l("So, wie es in den Angeboten steht. Zum Beispiel „Küchenhilfe“."),
        filters=[tidy],
    )
    is_mutual = BooleanField(_l("Gilt auch umgekehrt: Das eine findet das andere"))

    def validate_typed(self, field: Field) -> None:
        """Refuse what looks personal, and what is no word."""
        _check(field)

    def validate_means(self, field: Field) -> None:
        """Refuse the same, and the very word that is typed."""
        _check(field)
        if spelling(field.data) == spelling(self.typed.data or ""):
            raise ValidationError(str(_l("Hier steht zweimal dasselbe Wort. Bitte nennen Sie ein anderes.")))

    @property
    def word(self) -> OwnWord:
        """Give the word as it was filled in."""
        return OwnWord(str(self.typed.data), str(self.means.data), self.is_mutual.data)


class TryWordForm(WordForm, GetForm):
    """Look at what a word would change; nothing is kept."""


class AddWordForm(WordForm, CreateForm):
    """Keep a word."""


def _check(field: Field) -> None:
    if countable(field.data) is None:
        raise ValidationError(str(_l("Bitte 3 bis 40 Zeichen, ohne Ziffern, E-Mail-Adressen oder Internetadressen.")))
    if not 0 < len(analyser().keys(heard(field.data))) <= LONGEST_SYNONYM:
        raise ValidationError(str(_l("Bitte höchstens vier Wörter, die für sich etwas bedeuten.")))
