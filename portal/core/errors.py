"""What can go wrong, named by what happened; each error knows its HTTP status and what to tell the reader."""

from typing import Any

from flask_babel import lazy_gettext as _l


class PortalError(Exception):
    """Something the portal refuses; `message` is for the reader and says what to do next."""

    status = 422
    message: Any = _l("Das geht so nicht. Bitte prüfen Sie Ihre Angaben.")

    def __init__(self, message: Any = None) -> None:
        """Take another message than the class has, where more is known."""
        super().__init__(type(self).__name__)
        if message is not None:
            self.message = message


class NotFound(PortalError):
    """The record does not exist, or the actor may not know that it does."""

    status = 404
    message = _l("Diese Seite gibt es nicht, oder sie ist nicht für Sie bestimmt.")


class LinkOver(NotFound):
    """A personal link is unknown, used up or over; which of these it is, nobody is told."""

    message = _l(
        "Dieser Link gilt nicht mehr. Melden Sie sich an, wenn Sie ein Konto haben, oder rufen Sie uns an: "
        "Wir schicken Ihnen gern einen neuen."
    )


class NotAllowed(PortalError):
    """The actor may see the record but not do this with it."""

    status = 403
    message = _l("Dazu fehlt Ihnen die Berechtigung. Bitte fragen Sie die Leitung Ihrer Stelle.")


class TransitionNotAllowed(PortalError):
    """The record has moved on: this event does not start from its present state."""

    status = 409
    message = _l("Der Stand hat sich inzwischen geändert. Bitte laden Sie die Seite neu.")


class StaleVersion(PortalError):
    """Somebody else saved the record since the form was opened; both versions are shown."""

    status = 409
    message = _l("Jemand hat das inzwischen geändert. Bitte vergleichen Sie beide Fassungen.")

    def __init__(self, mine: dict[str, Any] | None = None, theirs: dict[str, Any] | None = None) -> None:
        """Carry both versions, label to value, for the page that compares them."""
        super().__init__()
        self.mine, self.theirs = mine or {}, theirs or {}


class HomeChanged(PortalError):
    """The form was opened while its sender acted for another company or office."""

    status = 409
    message = _l(
        "Sie handeln inzwischen für einen anderen Betrieb oder eine andere Stelle. Es wurde nichts gespeichert. "
        "Bitte öffnen Sie die Seite neu."
    )


class ReasonMissing(PortalError):
    """The event needs a reason."""

    message = _l("Bitte nennen Sie einen Grund.")


class GuardRefused(PortalError):
    """A rule of the domain stands against the event."""
