"""A new link in place of a dead one: to the contact on file, and to nobody else."""

from datetime import timedelta

from portal.candidates import mails, services
from portal.candidates.models import Candidate
from portal.candidates.rules import CandidateState
from portal.core import clock, db, links, outbox
from portal.core.actor import SYSTEM
from portal.core.links import PersonalLink

ONCE_IN = timedelta(hours=1)
"""How often a new link is sent at most: whoever holds an old one can press as often as they like."""


@links.again(mails.PERSON)
def send_again(link: PersonalLink) -> None:
    """Send the link to the own page anew; whoever asks is told the same in any case."""
    person = db.session.get(Candidate, link.candidate_id) if link.candidate_id else None
    if person is None or person.anonymised_at is not None or person.state is CandidateState.CLOSED:
        return
    if not outbox.was_put(mails.LINK, person.id, since=clock.now() - ONCE_IN):
        services.send_link(person, actor=SYSTEM)
