"""Whatever is killed, and when: a deed is there with its event and its mails, or not at all; no mail is lost."""

from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.core.audit import Event
from portal.core.db import new_id
from portal.core.outbox import MailState, OutboxMail
from tests.core.lamps import Lamp, Light
from tests.crash.harness import Portal, Visitor, keep_posting, wait_until
from tests.mailbox import Mailbox

pytestmark = pytest.mark.crash
LONG = pytest.param(14, marks=pytest.mark.long)
ADDRESS = "kim@firma.example"


def queue(portal: Portal, count: int) -> set[str]:
    """Put mails into the outbox and give their Message-IDs."""
    ids = [new_id() for _ in range(count)]
    with portal.session() as session:
        session.add_all(
            OutboxMail(
                id=mail_id,
                kind="test",
                address=ADDRESS,
                locale="de",
                subject="Betreff",
                body="Text",
                message_id=f"<{mail_id}@portal.test>",
            )
            for mail_id in ids
        )
    return {f"<{mail_id}@portal.test>" for mail_id in ids}


def unsent(portal: Portal) -> int:
    """Count the mails that are not marked as sent."""
    with portal.session() as session:
        waiting = select(func.count()).select_from(OutboxMail).where(OutboxMail.state != MailState.SENT)
        return int(session.scalar(waiting) or 0)


@pytest.mark.parametrize("rounds", [2, LONG])
def test_a_worker_killed_while_delivering_loses_no_mail(portal: Portal, mailbox: Mailbox, rounds: int) -> None:
    wanted = queue(portal, 12 * (rounds + 1))

    for number in range(1, rounds + 1):
        portal.start_worker()
        wait_until(lambda limit=number * 10: len(mailbox.mails) >= limit, "mails arrive", every=0.001)  # type: ignore[misc]
        portal.kill_worker()
        portal.let_leases_end()
    portal.start_worker()
    wait_until(lambda: unsent(portal) == 0, "every mail is marked as sent")

    arrived = Counter(str(mail["Message-ID"]) for mail in mailbox.to(ADDRESS))
    assert set(arrived) == wanted
    assert max(arrived.values()) <= rounds + 1


def a_lamp(portal: Portal) -> UUID:
    """Make a lamp from outside."""
    with portal.session() as session:
        lamp = Lamp(id=new_id(), state=Light.OFF)
        session.add(lamp)
    return lamp.id


@pytest.mark.parametrize("rounds", [2, LONG])
def test_a_web_server_killed_while_deeds_are_done_leaves_no_half_of_one(portal: Portal, rounds: int) -> None:
    lamp_id = a_lamp(portal)
    portal.start_web()

    with keep_posting(lambda: Visitor(portal.url).post(f"/lamps/{lamp_id}/ring")) as sent:
        for number in range(1, rounds + 1):
            wait_until(lambda limit=number * 15: sent.kept >= limit, "deeds are done", every=0.001)  # type: ignore[misc]
            portal.kill_web_worker()
            portal.await_web()

    with portal.session() as session:
        lamp = session.get_one(Lamp, lamp_id)
        events = session.scalars(select(Event.id).where(Event.name == "ring")).all()
        mails = Counter(session.scalars(select(OutboxMail.event_id)).all())
    assert lamp.rings == len(events)
    assert mails == dict.fromkeys(events, 2)
    assert sent.kept <= len(events) <= len(sent.statuses)
    assert None in sent.statuses
    assert set(sent.statuses) <= {303, None}
