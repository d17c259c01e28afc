"""What pages say of an agreement: its lines with labels in the reader's language, and what the law says to it."""

from collections.abc import Iterable
from typing import Any

from babel.dates import get_day_names

from portal.candidates.queries.values import say
from portal.core import i18n
from portal.placements import services
from portal.placements.models import Agreement
from portal.placements.services.papers import Line
from portal.reference import Severity
from portal.reference.findings import Finding


def terms(lines: Iterable[Line]) -> list[dict[str, str]]:
    """Give label and value in German, and the label in the reader's language where that is another."""
    return [
        {"label": str(label), "said": said if (said := say(label)) != label else "", "value": value}
        for label, value in lines
    ]


def schedule(version: Agreement) -> list[dict[str, str]]:
    """Put the days into rows in the reader's language: each day, or where they are many the days of one week."""
    names = get_day_names("wide", locale=i18n.current().code)
    return [
        {
            "day": i18n.day(row.on) if row.on else names[row.shift.weekday],
            "holiday": row.holiday or "",
            "starts": f"{row.shift.starts:%H:%M}",
            "ends": f"{row.shift.ends:%H:%M}",
            "pause": str(row.shift.break_minutes or ""),
            "hours": i18n.number(row.hours),
        }
        for row in services.rows(version)
    ]


def concerns(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Put findings into boxes: what is wrong, what to do, by which law."""
    return [
        {
            "title": say(finding.message),
            "fix": say(finding.fix),
            "legal_basis": finding.legal_basis,
            "tone": "danger" if finding.severity is Severity.ERROR else "warning",
        }
        for finding in findings
    ]
