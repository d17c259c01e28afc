"""Forms that merge two entries of one company."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SearchField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.core.forms import REQUIRED, GetForm
from portal.organisations.forms import STATES, ReasonForm
from portal.organisations.models import Organisation


class OtherForm(GetForm):
    """Which other entry is meant."""

    other = SearchField(
        _l("Nummer des anderen Eintrags"),
        [DataRequired(REQUIRED), Length(max=12)],
        description=_l("Zum Beispiel B-7QX3M9."),
    )


class MergeForm(ReasonForm):
    """Which entry stays, and that both are the same company before the law."""

    stays = RadioField(_l("Welcher Eintrag bleibt?"), [DataRequired(REQUIRED)])
    # Declared anew, since errors are listed in the order of declaration.
    reason = TextAreaField(_l("Begründung"), [DataRequired(REQUIRED), Length(max=2000)])
    is_same = BooleanField(
        _l("Beide Einträge sind dasselbe Unternehmen vor dem Gesetz, nicht nur zwei Firmen derselben Leute."),
        [DataRequired(REQUIRED)],
    )

    def offer(self, one: Organisation, other: Organisation) -> None:
        """Offer the two companies, neither of them chosen beforehand."""
        self.stays.choices = [
            (each.number, f"{each.name} ({each.number}, {STATES[each.state]})") for each in (one, other)
        ]
