"""Who was missed on which day, and the list of a month: the person signs every day, the company the whole."""

from collections.abc import Iterator
from datetime import date

from portal.candidates.rules import Field
from portal.core import pdf
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.permissions import require
from portal.placements.models import Placement
from portal.placements.queries import attendance
from portal.placements.rules import ABSENT, DAY, PRESENT, Party
from portal.placements.services.printing import ROLES, card_of, sender
from portal.placements.services.progress import hold
from portal.placements.services.wording import german_day_of_month, german_month
from portal.placements.workflow import PLACEMENT
from portal.reference.calendar import holiday_name


def note_absence(placement: Placement, day: date, *, actor: Actor) -> None:
    """Note that the person did not come on a day: no reason is asked, since illness is nobody's business here."""
    require(actor, "placement:absent", placement)
    hold(placement)
    if day not in attendance.absences(placement):
        PLACEMENT.apply(ABSENT, placement, actor=actor, day=day, details={DAY: day.isoformat()})


def note_presence(placement: Placement, day: date, *, actor: Actor) -> None:
    """Take an absence back that was noted by mistake."""
    hold(placement)
    PLACEMENT.apply(PRESENT, placement, actor=actor, day=day, details={DAY: day.isoformat()})


def paper(placement: Placement, month: date, *, actor: Actor) -> bytes:
    """Print the list of a month. Raises: NotFound: no month of the placement, or the name is not for this reader."""
    if month not in attendance.months(placement):
        raise NotFound
    name, company = card_of(placement, actor)[Field.NAME], placement.organisation
    data = {
        "reference": placement.number,
        "title": f"Anwesenheit im {german_month(month)}",
        "sender": sender(),
        "facts": [
            {"label": "Person", "value": name},
            {"label": "Betrieb", "value": f"{company.name}, {company.town}"},
            {"label": "Tätigkeit", "value": placement.title},
        ],
        "days": list(_lines(placement, month)),
        "signatures": [{"name": company.contact_name, "role": str(ROLES[Party.COMPANY])}],
    }
    return pdf.render("attendance", data, language="de")


def _lines(placement: Placement, month: date) -> Iterator[dict[str, str]]:
    """Give a line per day of work; where the times change, per day but Sundays, to be filled in by hand."""
    missed = set(attendance.absences(placement))
    for day, shifts in attendance.days_of_month(placement, month):
        holiday = holiday_name(day)
        hours = " und ".join(f"{one.starts:%H:%M} bis {one.ends:%H:%M}" for one in shifts)
        yield {
            "day": german_day_of_month(day),
            "times": "frei" if holiday else hours,
            "state": holiday or ("gefehlt" if day in missed else ""),
        }
