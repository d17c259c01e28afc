"""What the person's own page says of courses: where a seat is taken, and where one waits for it."""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.candidates.links import parts
from portal.candidates.models import Candidate
from portal.cooperation.models import Course
from portal.cooperation.queries.waiting import courses_of, open_of_person
from portal.cooperation.rules.waiting import WaitingState
from portal.core import clock


@parts.listing
def lines_of(candidate: Candidate) -> Iterator[parts.Entry]:
    """Say which courses go on or are to come, and where the person waits."""
    today = clock.today()
    for course in courses_of(candidate.id, today):
        yield _line(course, _("Ihr Kurs läuft") if course.starts_on <= today else _("Sie haben einen Platz"))
    for place in open_of_person(candidate.id):
        if place.course.ends_on >= today:
            yield _line(place.course, _stands(place.state))


def _stands(state: WaitingState) -> str:
    if state is WaitingState.OFFERED:
        return str(_("Ein Platz ist frei: Ihre Beratung spricht mit Ihnen"))
    return str(_("Sie stehen auf der Warteliste"))


def _line(course: Course, state: str) -> parts.Entry:
    return parts.Entry(course.title, course.provider.name, state, day=course.starts_on, where=course.town)
