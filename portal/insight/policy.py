"""Who sees which overview."""

from portal.core.actor import COMPANY_ROLES, OFFICE_ROLES, Role
from portal.core.permissions import ANYTHING, declare

POLICY = declare(
    "desk",
    {"view": {COMPANY_ROLES: ANYTHING, OFFICE_ROLES: ANYTHING, Role.AUTHORITY: ANYTHING, Role.ADMINISTRATOR: ANYTHING}},
)
"""Everybody has a desk; what lies on it is chosen by the permissions of each record."""
NUMBERS = declare("numbers", {"view": {COMPANY_ROLES: ANYTHING, OFFICE_ROLES: ANYTHING}})
"""A company sees its own numbers, and so does who acts for it."""
AHEAD = declare("ahead", {"view": {Role.CASEWORKER: ANYTHING, Role.COORDINATOR: ANYTHING}})
"""What goes out is listed by the permissions of each record."""
STATISTICS = declare("statistics", {"view": {Role.COORDINATOR: ANYTHING, Role.ADMINISTRATOR: ANYTHING}})
"""Numbers that name nobody; whoever leads an office reads those of all of them."""
