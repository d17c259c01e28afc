"""Documents of people: which kinds are kept, which are not, and when a company may have one."""

import re
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from portal.core.errors import PortalError
from portal.core.search.normalise import words


class DocumentKind(StrEnum):
    """What a document is."""

    CV = "cv"
    CERTIFICATE = "certificate"
    REFERENCE = "reference"
    OTHER = "other"


RESIDENCE_PAPER = "residence"
"""What a form offers beside the kinds, so that it can say why it is not kept."""
MOST_DOCUMENTS = 20
_RESIDENCE = re.compile(
    r"^(?:aufenthalt|duldung|gestattung|fiktion|niederlassung|reisepass|pass$|passport|personalausweis|ausweis$|visum"
    r"|visa$|ankunftsnachweis|bamf|asyl|eat$)"
)


class NoResidencePapers(PortalError):
    """A copy of a residence paper or passport is not kept."""

    message = _l(
        "Keine Kopien von Aufenthaltspapieren und Pässen. Bitte sehen Sie das Original an und tragen Sie unter "
        "„Aufenthaltspapier“ ein, was darauf steht: Mehr braucht die Entscheidung nicht."
    )


class TooManyDocuments(PortalError):
    """A file holds as many documents as it can."""

    message = _l("Mehr Dokumente passen nicht in diese Akte. Bitte löschen Sie zuerst eines.")


def check_is_kept(kind: str, title: str) -> None:
    """Raise: NoResidencePapers for what is, or is called like, a residence paper or a passport.

    Source: Art. 5 Abs. 1 lit. c DSGVO; section 78 AufenthG and section 18 PassG restrict copies of the papers.
    """
    if kind == RESIDENCE_PAPER or any(_RESIDENCE.match(part) for word in words(title) for part in word.split("-")):
        raise NoResidencePapers
