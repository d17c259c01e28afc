"""Administrators see the machine and the tables of law, never a person's file."""

from portal.core.actor import Role
from portal.core.permissions import ANYTHING, declare

RETENTION = declare("retention", {"view": {Role.ADMINISTRATOR: ANYTHING, Role.COORDINATOR: ANYTHING}})
"""What is kept how long, and how much of it goes when: numbers, never a record."""
POLICY = declare(
    "administration",
    {"view": {Role.ADMINISTRATOR: ANYTHING}, "retry": {Role.ADMINISTRATOR: ANYTHING}},
)
OVERRIDE = declare(
    "override",
    {event: {Role.ADMINISTRATOR: ANYTHING} for event in ("view", "propose", "propose_end", "approve", "refuse")},
)
"""Nobody approves what they proposed: the workflow's guard says so in words."""
