"""Forms that merge two files of one person."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SearchField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, Length

from portal.candidates.models import Candidate
from portal.core.errors import StaleVersion
from portal.core.forms import REQUIRED, GetForm, VersionedForm


class OtherForm(GetForm):
    """Which other file is meant; a number, since what is asked for stands in the address."""

    other = SearchField(
        _l("Nummer des anderen Profils"),
        [DataRequired(REQUIRED), Length(max=12)],
        description=_l("Zum Beispiel K-7QX3M9."),
    )


class MergeForm(VersionedForm):
    """Which file stays, and that both are one person."""

    other_version = HiddenField()
    stays = RadioField(_l("Welches Profil bleibt?"), [DataRequired(REQUIRED)])
    reason = TextAreaField(_l("Begründung"), [DataRequired(REQUIRED), Length(max=2000)])
    is_same = BooleanField(
        _l("Ich habe beide verglichen und nachgefragt: Es ist dieselbe Person."), [DataRequired(REQUIRED)]
    )

    def check_versions(self, person: Candidate, other: Candidate) -> None:
        """Raise: StaleVersion where one of the two was saved since they were compared."""
        self.check_version(person)
        if str(self.other_version.data) != str(other.version):
            raise StaleVersion

    def offer(self, one: Candidate, other: Candidate) -> None:
        """Offer the two files, neither of them chosen beforehand."""
        self.stays.choices = [
            SelectChoice(each.number, f"{each.first_name} {each.last_name} ({each.number})") for each in (one, other)
        ]
