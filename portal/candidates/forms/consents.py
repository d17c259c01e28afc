"""Consents and companies a person does not want."""

from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from portal.candidates.forms.choices import CONSENT_PURPOSES, languages, select, text, work_fields
from portal.candidates.models import Candidate
from portal.candidates.rules import ConsentProof, ConsentPurpose, is_for_one_recipient, is_minor
from portal.core import clock
from portal.core.actor import Channel
from portal.core.forms import REQUIRED, BaseForm
from portal.core.uploads import NotAPaper, suffix_of

CHANNELS = {
    Channel.DESK: _l("Im Gespräch"),
    Channel.PHONE: _l("Am Telefon"),
    Channel.PAPER: _l("Auf Papier, unterschrieben"),
}

SAID_BY = {
    "both": _l("Die Person und die gesetzliche Vertretung"),
    "person": _l("Die Person, die Vertretung noch nicht"),
    "guardian": _l("Die gesetzliche Vertretung, die Person noch nicht"),
}
"""Whose yes somebody under 18 needs was given in this talk."""
IS_GUARDIAN: Mapping[str | None, tuple[bool, ...]] = {"both": (False, True), "guardian": (True,)}


def uuid(value: object) -> UUID | None:
    """Read the id of a choice; none is no value."""
    return UUID(str(value)) if value else None


class _Recipient(BaseForm):
    """What the yes is for and who gets to know; it comes first on the page."""

    purpose = SelectField(
        _l("Wozu sagt die Person Ja?"),
        [InputRequired(REQUIRED)],
        choices=lambda: [(purpose.value, label) for purpose, label in CONSENT_PURPOSES.items()],
        coerce=ConsentPurpose,
    )
    organisation_id = SelectField(_l("Für welchen Betrieb"), coerce=uuid, validate_choice=True)
    work_field = select(
        _l("Oder für welches Berufsfeld"),
        work_fields,
        description=_l("Nur beim Kurzprofil, für drei Monate."),
    )


class ProofForm(BaseForm):
    """How a yes was given at the desk, by phone or on paper: what later shows that it was informed and free."""

    channel = SelectField(
        _l("Wie hat die Person zugestimmt?"),
        choices=lambda: [(channel.value, label) for channel, label in CHANNELS.items()],
        coerce=Channel,
    )
    language = select(_l("In welcher Sprache wurde erklärt?"), languages, required=True)
    interpreter = text(
        _l("Wer hat gedolmetscht?"), 120, description=_l("Nie Kinder oder Verwandte. Leer, wenn niemand nötig war.")
    )
    interpreter_is_neutral = BooleanField(
        _l("Gedolmetscht hat kein Kind und niemand aus der Familie."),
        description=_l("Nötig, wenn jemand gedolmetscht hat."),
    )
    said_by = select(
        _l("Wer hat Ja gesagt?"),
        lambda: list(SAID_BY.items()),
        required=True,
        description=_l("Es müssen beide Ja sagen, auch an verschiedenen Tagen. Jedes Ja wird für sich festgehalten."),
    )
    was_explained = BooleanField(
        _l("Ich habe erklärt: Die Zustimmung ist freiwillig. Nein sagen schadet nicht. Sie kann jederzeit enden."),
        [DataRequired(REQUIRED)],
    )

    def validate_interpreter_is_neutral(self, field: BooleanField) -> None:
        """Ask who did not interpret: a child or a relative cannot carry a free and informed yes."""
        if self.interpreter.data and not field.data:
            raise ValidationError(
                _("Bitte bestätigen Sie das. Sonst erklären Sie die Einwilligung bitte noch einmal mit jemand anderem.")
            )

    @classmethod
    def of(cls, person: Candidate, **settings: Any) -> Self:
        """Make the form for a person; who has said yes is asked of somebody under 18 alone."""
        form = cls(language=person.locale, **settings)
        if not is_minor(person.birth_date, clock.today()):
            del form.said_by
        return form

    @property
    def proofs(self) -> tuple[ConsentProof, ...]:
        """Give what was filled in as the proof of a consent, for each who has said yes."""
        who = IS_GUARDIAN.get(self.said_by.data if "said_by" in self else None, (False,))
        given = self.channel.data, self.language.data, self.interpreter.data
        return tuple(ConsentProof(*given, by_guardian=one) for one in who)


class ConsentForm(ProofForm, _Recipient):
    """A yes for one purpose and one recipient, with what proves it. The view fills in the companies."""

    suffix = ""

    scan = FileField(
        _l("Unterschriebene Seite"),
        description=_l("Nur auf Papier: PDF oder Foto (JPEG, PNG), höchstens 10 MB. Nur Sie können sie öffnen."),
    )

    def validate_scan(self, field: FileField) -> None:
        """Take a page only where there is one, and there only a page."""
        if not field.data:
            return
        if self.channel.data is not Channel.PAPER:
            raise ValidationError(_("Eine Seite gibt es nur, wenn die Person auf Papier zugestimmt hat."))
        try:
            self.suffix = suffix_of(field.data.stream)
        except NotAPaper as error:
            raise ValidationError(str(error.message)) from error

    def validate_organisation_id(self, field: SelectField) -> None:
        """Ask for exactly one recipient, as `services.record_consent` does."""
        if not is_for_one_recipient(self.purpose.data, field.data, self.work_field.data or None):
            raise ValidationError(
                _("Bitte wählen Sie genau einen Betrieb oder ein Berufsfeld, bei der Betreuung nichts.")
            )


class ExcludeForm(BaseForm):
    """A company the person does not want to be proposed to. The view fills in the companies."""

    organisation_id = SelectField(_l("Betrieb"), [InputRequired(REQUIRED)], coerce=uuid)


class TakenBackForm(BaseForm):
    """How the person said that a yes is taken back; no reason is asked."""

    channel = SelectField(
        _l("Wie hat die Person das gesagt?"),
        choices=lambda: [(channel.value, label) for channel, label in CHANNELS.items()],
        coerce=Channel,
    )


class WithdrawForm(BaseForm):
    """Takes a consent back on the person's own page; the link is the guard."""

    class Meta(BaseForm.Meta):
        """The token of the link is the CSRF guard."""

        csrf = False

    consent_id = HiddenField()
    call = HiddenField()
    own_data = HiddenField()
    organisation_id = HiddenField()
