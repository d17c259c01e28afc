"""Pages of companies, offices and their people, on one blueprint."""

from portal.organisations.views import (
    behalf,
    instructions,
    joining,
    members,
    merging,
    offices,
    own,
    pictures,
    reviews,
    sign_up,
    tips,
)
from portal.organisations.views.companies import bp

__all__ = [
    "behalf",
    "bp",
    "instructions",
    "joining",
    "members",
    "merging",
    "offices",
    "own",
    "pictures",
    "reviews",
    "sign_up",
    "tips",
]
