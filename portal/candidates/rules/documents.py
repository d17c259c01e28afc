"""Documents of people: which kinds are kept, which are not, and when a company may have one."""

import re
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from portal.core.errors import PortalError
from portal.core.search.normalise import words


class DocumentKind(StrEnum):
    """What a document is."""

    CV = "cv"
    SCHOOL_REPORT = "school_report"
    CERTIFICATE = "certificate"
    LANGUAGE_CERTIFICATE = "language_certificate"
    REFERENCE = "reference"
    DRIVING_LICENCE = "driving_licence"
    OTHER = "other"


RESIDENCE_PAPER = "residence"
"""What a form offers beside the kinds, so that it can say why it is not kept."""
SEEN_IN_ORIGINAL = (DocumentKind.DRIVING_LICENCE,)
"""What no company gets a copy of: whoever needs to know looks at the original, and nobody agreed to more."""
MOST_DOCUMENTS = 20
MOST_AT_ONCE = 5
"""How many files a person sends at a time."""
MOST_WAITING = 10
"""How many papers of a person wait until somebody has looked at them."""
SENDINGS_A_DAY = 10
"""How often a person sends something within a day."""
_RESIDENCE = re.compile(
    r"^(?:aufenthalt|duldung|gestattung|fiktion|niederlassung|reisepass|pass$|passport|personalausweis|ausweis$|visum"
    r"|visa$|ankunftsnachweis|bamf|asyl|eat$)"
)


class Refusal(StrEnum):
    """Why a paper that a person sent is not kept."""

    RESIDENCE = "residence"
    UNREADABLE = "unreadable"
    NOT_NEEDED = "not_needed"
    OF_SOMEBODY_ELSE = "of_somebody_else"


class NoResidencePapers(PortalError):
    """A copy of a residence paper or passport is not kept."""

    message = _l(
        "Keine Kopien von Aufenthaltspapieren und Pässen. Bitte sehen Sie das Original an und tragen Sie unter "
        "„Aufenthaltspapier“ ein, was darauf steht: Mehr braucht die Entscheidung nicht."
    )


class TooManyDocuments(PortalError):
    """A file holds as many documents as it can."""

    message = _l("Mehr Dokumente passen nicht in diese Akte. Bitte löschen Sie zuerst eines.")


class TooManyWaiting(PortalError):
    """The person sent as much as somebody can look at for now."""

    message = _l("Ihre Beratung muss sich zuerst ansehen, was Sie geschickt haben. Dann können Sie mehr schicken.")


class FileFull(PortalError):
    """There are as many papers in the file as it holds."""

    message = _l("In Ihrem Profil ist kein Platz für mehr Papiere. Bitte rufen Sie Ihre Beratung an.")


class SentTooOften(PortalError):
    """The person sent something too often today."""

    message = _l("Sie haben heute schon viel geschickt. Bitte versuchen Sie es morgen wieder.")


class NotFiled(PortalError):
    """A paper the person sent is changed or released before somebody filed it, or answered twice."""

    status = 409
    message = _l("Bitte nehmen Sie das Papier zuerst zu den Unterlagen, oder lehnen Sie es ab.")


class IsFiled(PortalError):
    """The paper is with the others already, or was not sent by the person."""

    status = 409
    message = _l("Dieses Papier ist schon bei den Unterlagen.")


class OnlyInOriginal(PortalError):
    """A paper of this kind is looked at and never handed on."""

    message = _l("Davon bekommt kein Betrieb eine Kopie: Er sieht sich das Original an.")


def check_is_kept(kind: str, title: str) -> None:
    """Raise: NoResidencePapers for what is, or is called like, a residence paper or a passport.

    Source: Art. 5 Abs. 1 lit. c DSGVO; section 78 AufenthG and section 18 PassG restrict copies of the papers.
    """
    if kind == RESIDENCE_PAPER or any(_RESIDENCE.match(part) for word in words(title) for part in word.split("-")):
        raise NoResidencePapers
