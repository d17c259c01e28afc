"""Appointments as iCalendar files (RFC 5545, RFC 5546), so that a calendar takes, moves and drops them by itself."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import Response, current_app
from icalendar import Calendar, Event, vCalAddress

from portal.core import clock

NAME = "termin.ics"
"""The same for every file: a name tells nobody anything."""
_METHOD = re.compile(r"^METHOD:(\w+)\r?$", re.MULTILINE)


@dataclass(frozen=True)
class Appointment:
    """What a calendar shows; the same `record_id` is the same appointment, a higher `sequence` the newer word on it.

    One that starts at a day, and at no hour, lasts whole days.
    """

    record_id: UUID
    sequence: int
    starts_at: datetime | date
    lasts: timedelta
    title: str
    place: str
    text: str
    is_off: bool = False


def written(appointment: Appointment, *, attendee: str | None = None) -> str:
    """Write an appointment as a file that asks to be taken in, or to be dropped once it is off.

    Args: attendee: the address the file is sent to; programs take no part of an invitation to somebody else.
    """
    event = Event()
    event.add("uid", f"{appointment.record_id}@{current_app.config['PORTAL_HOST']}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.starts_at + appointment.lasts)
    event.add("summary", appointment.title)
    event.add("location", appointment.place)
    event.add("description", appointment.text)
    event.add("status", "CANCELLED" if appointment.is_off else "CONFIRMED")
    event.add("organizer", vCalAddress(f"mailto:{current_app.config['PORTAL_REPLY_TO']}"))
    if attendee:
        event.add("attendee", vCalAddress(f"mailto:{attendee}"))
    file = Calendar()
    file.add("prodid", "-//Integration Point//Portal//DE")
    file.add("version", "2.0")
    file.add("method", "CANCEL" if appointment.is_off else "REQUEST")
    file.add_component(event)
    return str(file.to_ical(), "utf-8")


def media_type(content: str) -> str:
    """Give the media type of a file with its method, by which mail programs offer to take it in."""
    found = _METHOD.search(content)
    return f"text/calendar; charset=utf-8; method={found[1] if found else 'PUBLISH'}"


def download(content: str) -> Response:
    """Answer with a file to be opened by the reader's calendar."""
    answer = Response(content, content_type=media_type(content))
    answer.headers["Content-Disposition"] = f'attachment; filename="{NAME}"'
    return answer
