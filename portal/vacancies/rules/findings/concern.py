"""One thing that stands against an offer, as pages show it."""

from dataclasses import dataclass

from portal.reference import Severity


@dataclass(frozen=True)
class Concern:
    """One thing a reviewer or the company must know; `passage` is the text it is about."""

    rule_id: str
    severity: Severity
    message: str
    suggestion: str
    legal_basis: str
    passage: str = ""
    exception: str = ""

    @property
    def blocks(self) -> bool:
        """Tell whether nobody may publish the offer with it."""
        return self.severity is Severity.ERROR and not self.exception

    @property
    def needs_reason(self) -> bool:
        """Tell whether a reviewer may publish in spite of it, naming the lawful exception."""
        return self.severity is Severity.ERROR and bool(self.exception)
