"""The way of somebody who asks to belong to a company that is here already."""

from portal.core.workflow import Transition, Workflow
from portal.organisations import mails
from portal.organisations.models import JoinRequest
from portal.organisations.rules import JoinState as S

JOINING = Workflow(
    "join_request",
    JoinRequest,
    (
        Transition("ask", (), S.ASKED, mails=(mails.JOIN_ASKED, mails.JOIN_RECEIVED)),
        Transition("invite", (S.ASKED,), S.INVITED),
        Transition("refuse", (S.ASKED,), S.REFUSED),
    ),
)
