"""What pages say of an agreement: its lines with labels in the reader's language, and what the law says to it."""

from collections.abc import Iterable
from typing import Any

from portal.candidates.queries.values import say
from portal.placements.services.papers import Line
from portal.reference import Severity
from portal.reference.findings import Finding


def terms(lines: Iterable[Line]) -> list[dict[str, str]]:
    """Give label and value in German, and the label in the reader's language where that is another."""
    return [
        {"label": str(label), "said": said if (said := say(label)) != label else "", "value": value}
        for label, value in lines
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
