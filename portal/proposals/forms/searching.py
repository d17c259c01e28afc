"""The search for a person: read from the address so that nonsense narrows nothing, and the words for its codes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, RadioField, SearchField, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.core.forms import REQUIRED, BaseForm, GetForm, as_choices, clean
from portal.proposals.rules.searching import LONGEST_TEXT, Preset, Question, UnsuitableReason
from portal.proposals.rules.terms import Outcome
from portal.reference import OfferKindCode
from portal.vacancies.forms.choices import offer_kinds
from portal.vacancies.forms.fields import code_of

OUTCOMES: Mapping[Outcome, Any] = {
    Outcome.STOP: _l("Hindernis"),
    Outcome.FITS: _l("passt"),
    Outcome.NEAR: _l("fast"),
    Outcome.MISSING: _l("fehlt"),
    Outcome.UNKNOWN: _l("nicht bekannt"),
}
"""In the order in which a page tells them."""
UNSUITABLE: Mapping[UnsuitableReason, Any] = {
    UnsuitableReason.WISH: _l("Die Person möchte das nicht"),
    UnsuitableReason.DISTANCE: _l("Der Weg ist zu weit"),
    UnsuitableReason.HOURS: _l("Die Zeiten passen nicht"),
    UnsuitableReason.GERMAN: _l("Das Deutsch reicht noch nicht"),
    UnsuitableReason.SKILLS: _l("Es fehlen Kenntnisse"),
    UnsuitableReason.COMPANY: _l("Der Betrieb passt nicht"),
    UnsuitableReason.OTHER: _l("Etwas anderes"),
}


def read(args: "MultiDict[str, str]") -> Question:
    """Read a question from an address or a form. Whatever stands there, this does not fail."""
    kinds = frozenset(args.getlist("kind")) & {kind.value for kind in OfferKindCode}
    loosened = frozenset(preset for preset in Preset if preset.value in args.getlist("off"))
    return Question(str(clean(args.get("q", "")))[:LONGEST_TEXT], kinds, loosened)


def address(question: Question) -> dict[str, Any]:
    """Write a question as the values of an address; what is usual is left out."""
    values = {"q": question.text, "kind": sorted(question.kinds), "off": sorted(question.loosened)}
    return {name: value for name, value in values.items() if value}


class SearchForm(GetForm):
    """The question as a form; it only shows what was read, and is never validated."""

    q = SearchField(_l("Beruf oder Stichwort"), render_kw={"maxlength": LONGEST_TEXT, "autocomplete": "off"})
    kind = SelectField(_l("Art"), choices=lambda: [("", _("alle")), *((one.value, one.label) for one in offer_kinds())])

    @classmethod
    def showing(cls, question: Question) -> "SearchForm":
        """Build the form as it was sent."""
        return cls(formdata=None, q=question.text, kind=min(question.kinds, default=""))


class UnsuitableForm(BaseForm):
    """Says why an offer is nothing for this person."""

    reason = RadioField(
        _l("Warum passt es nicht?"),
        [InputRequired(REQUIRED)],
        choices=as_choices(UNSUITABLE),
        coerce=code_of(UnsuitableReason),
    )
    note = StringField(
        _l("Notiz"), [Length(max=300)], filters=[clean], description=_l("Steht nur in der Akte der Person.")
    )

    def validate_note(self, field: Field) -> None:
        """Ask for some words where no reason of the list fits."""
        if self.reason.data is UnsuitableReason.OTHER and not field.data:
            raise ValidationError(_("Bitte schreiben Sie kurz, was nicht passt."))
