"""The two short forms on how a placement was, and the words for their answers."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from portal.candidates.forms.choices import long_text, of_labels, text
from portal.core.actor import Channel
from portal.core.errors import GuardRefused
from portal.core.forms import REQUIRED, VersionedForm
from portal.organisations.forms import CHANNELS
from portal.placements import rules
from portal.placements.models import Assessment
from portal.placements.rules import Agreed, GoOn, Hire, Rating
from portal.placements.services.assessments import FirmPart, OwnPart

RATINGS: Mapping[Rating, Any] = {
    Rating.WELL: _l("Fast immer"),
    Rating.MOSTLY: _l("Meistens"),
    Rating.LEARNING: _l("Noch selten"),
    Rating.NOT_SEEN: _l("Kann ich nicht sagen"),
}
RATED: Mapping[str, Any] = {
    "reliability": _l("Hält Zeiten und Absprachen ein"),
    "care": _l("Arbeitet sorgfältig"),
    "teamwork": _l("Arbeitet gut mit anderen zusammen"),
    "learning": _l("Lernt Neues"),
    "understands": _l("Versteht auf Deutsch, was zu tun ist"),
    "talks": _l("Spricht im Alltag Deutsch mit dem Team"),
}
HIRES: Mapping[Hire, Any] = {
    Hire.YES: _l("Ja"),
    Hire.YES_IF: _l("Ja, wenn noch etwas dazukommt"),
    Hire.NOT_NOW: _l("Zurzeit nicht"),
    Hire.NO_OPINION: _l("Dazu sage ich nichts"),
}
AGREED: Mapping[Agreed, Any] = {
    Agreed.YES: _l("Ja, das stimmt"),
    Agreed.PARTLY: _l("Ein Teil stimmt"),
    Agreed.NO: _l("Nein, das stimmt nicht"),
}
GO_ON: Mapping[GoOn, Any] = {GoOn.YES: _l("Ja"), GoOn.MAYBE: _l("Vielleicht"), GoOn.NO: _l("Nein")}
STRENGTHS, HIRE = _l("Was kann die Person besonders gut?"), _l("Würden Sie die Person einstellen?")
NEEDS, AGREES = _l("Was müsste noch dazukommen?"), _l("Stimmt, was der Betrieb schreibt?")
GOOD, HARD = _l("Was war gut?"), _l("Was war schwer?")
WOULD_GO_ON = _l("Möchten Sie dort weiterarbeiten?")


def one_of(label: Any, words: Mapping[Any, Any], **options: Any) -> RadioField:
    """Make a question with few answers, one of which must be given."""
    kind = type(next(iter(words)))
    return RadioField(label, [InputRequired(REQUIRED)], choices=of_labels(words), coerce=kind, **options)


def _rating(name: str) -> RadioField:
    return one_of(RATED[name], RATINGS)


class ToldForm(VersionedForm):
    """Answers that staff may write down for somebody; they then say how they were told."""

    channel = one_of(_l("Auf welchem Weg haben Sie die Antworten bekommen?"), CHANNELS)

    @property
    def told_by(self) -> Channel | None:
        """Give how staff were told; nothing where people answer themselves."""
        return self.channel.data if "channel" in self else None


class AssessmentForm(ToldForm):
    """What the company says in three minutes: eight questions, seven of them by a tap."""

    reliability = _rating("reliability")
    care = _rating("care")
    teamwork = _rating("teamwork")
    learning = _rating("learning")
    understands = _rating("understands")
    talks = _rating("talks")
    hire = one_of(HIRE, HIRES)
    hire_needs = text(NEEDS, 300, description=_l("Zum Beispiel: mehr Deutsch am Telefon."))
    strengths = long_text(STRENGTHS, 1000, description=_l("Ein Satz genügt."))
    in_certificate = BooleanField(_l("Dieser Satz darf in die Bescheinigung der Person"))

    @property
    def part(self) -> FirmPart:
        """Give the answers."""
        rated = {name: self[name].data for name in rules.RATED}
        strengths = self.strengths.data or None
        return FirmPart(
            **rated,
            hire=self.hire.data,
            hire_needs=self.hire_needs.data or None,
            strengths=strengths,
            in_certificate=self.in_certificate.data and strengths is not None,
        )


class OwnAssessmentForm(ToldForm):
    """What the person says of it; only the caseworker reads it."""

    agrees = one_of(AGREES, AGREED)
    would_go_on = one_of(WOULD_GO_ON, GO_ON)
    own_good = long_text(GOOD, 1000, description=_l("Sie können in Ihrer Sprache schreiben."))
    own_hard = long_text(HARD, 1000, description=_l("Sie müssen das nicht sagen."))

    @property
    def part(self) -> OwnPart:
        """Give the answers."""
        agrees = self.agrees.data if "agrees" in self else None
        return OwnPart(agrees, self.would_go_on.data, self.own_good.data or None, self.own_hard.data or None)

    def check_version(self, record: Assessment) -> None:
        """Raise: GuardRefused where the company has written since the page was opened: nobody agrees unread."""
        read, self.version.data = self.version.data, str(record.version)
        if str(read) != str(record.version):
            raise GuardRefused(_l("Der Betrieb hat gerade etwas geändert. Bitte lesen Sie es noch einmal."))
