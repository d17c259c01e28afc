"""What a check of an offer or agreement has found."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.reference.codes import Severity
from portal.reference.texts import Text


@dataclass(frozen=True)
class Finding:
    """One finding: what is wrong by which law, and what to do; messages are German and translatable."""

    rule_id: str
    severity: Severity
    message: Text
    legal_basis: str
    fix: Text


def has_error(findings: Iterable[Finding]) -> bool:
    """Tell whether a finding blocks."""
    return any(finding.severity is Severity.ERROR for finding in findings)
