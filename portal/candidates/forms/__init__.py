"""Forms of people's files."""

from portal.candidates.forms.choices import (
    CONSENT_PURPOSES,
    CONTACTS,
    DELETION_EVENTS,
    DELETION_STATES,
    EVENTS,
    GRADES,
    ITEMS,
    LEVELS,
    LOOKS,
    STATES,
    STEPS,
)
from portal.candidates.forms.consents import ConsentForm, ExcludeForm, TakenBackForm, WithdrawForm
from portal.candidates.forms.documents import CleanForm, DocumentForm, FilingForm, RefusalForm, ReplaceForm
from portal.candidates.forms.entry import (
    BirthDateForm,
    EntryForm,
    FindForm,
    NoteContactForm,
    OpenForm,
    StepForm,
)
from portal.candidates.forms.profile import SECTIONS, CheckForm, LanguageForm, PermissionForm, SightForm
from portal.candidates.forms.residence import ResidenceForm

__all__ = [
    "CONSENT_PURPOSES",
    "CONTACTS",
    "DELETION_EVENTS",
    "DELETION_STATES",
    "EVENTS",
    "GRADES",
    "ITEMS",
    "LEVELS",
    "LOOKS",
    "SECTIONS",
    "STATES",
    "STEPS",
    "BirthDateForm",
    "CheckForm",
    "CleanForm",
    "ConsentForm",
    "DocumentForm",
    "EntryForm",
    "ExcludeForm",
    "FilingForm",
    "FindForm",
    "LanguageForm",
    "NoteContactForm",
    "OpenForm",
    "PermissionForm",
    "RefusalForm",
    "ReplaceForm",
    "ResidenceForm",
    "SightForm",
    "StepForm",
    "TakenBackForm",
    "WithdrawForm",
]
