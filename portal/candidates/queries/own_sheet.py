"""What the profile sheet of a person says to the person: all that companies could ever read, and whom to ask."""

from portal.candidates.models import Candidate
from portal.candidates.queries import values
from portal.candidates.rules import Field
from portal.core import clock

FIELDS = (
    Field.WISH,
    Field.GERMAN,
    Field.OTHER_LANGUAGES,
    Field.SCHOOLING,
    Field.RECOGNITION,
    Field.EXPERIENCE,
    Field.SKILLS,
    Field.LICENCE,
    Field.AVAILABILITY,
    Field.MOBILITY,
    Field.WORK_LIMITS,
)
"""Nothing that tells where somebody lives: a sheet of paper gets lost."""


def lines(candidate: Candidate) -> list[tuple[str, str]]:
    """List heading and text in the language of the reader; load the person with `RECORD_OPTIONS`."""
    spoken = frozenset(row.language for row in candidate.languages)
    source = values.Source(candidate, clock.today(), languages=spoken)
    told = ((field, values.VALUES[field](source)) for field in FIELDS)
    written = (values.line(field, value) for field, value in told if value)
    return [(heading, text) for heading, text in written if text]
