"""One mail to a caseworker about all that was let lie, never one for each person."""

from portal.accounts.models import User
from portal.candidates import mails
from portal.candidates.queries.overdue import overdue
from portal.core import clock, outbox
from portal.organisations.queries import recipients_of_file


def remind(user: User) -> None:
    """Say how many of the own people wait, and lead to their lists; it names nobody."""
    own = overdue(clock.today()).get(user.id)
    if own is not None:
        for recipient in recipients_of_file(user.id, own.office_id):
            outbox.put(mails.OVERDUE, recipient, {"steps": own.steps, "untouched": own.untouched})
