"""Loads the demo district, all of it or nothing, through the services of the areas; says how to sign in."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from portal.accounts.queries import by_email
from portal.accounts.services.passwords import hash_password
from portal.core import clock, db
from portal.core.actor import Role
from portal.demo import bodies, cast, law, offers, people, readers, stories
from portal.demo.stage import Plan, Stage, read

PASSWORD = "probe-im-kreis"  # noqa: S105 - everybody may know it: there is nothing real behind it
START = "/desk"
FILE = "demo-logins.json"


@dataclass(frozen=True)
class SignIn:
    """A way into the demo: what for, with what, and the page it leads to."""

    role: Role
    email: str
    password: str = PASSWORD
    start: str = START


def sign_ins() -> list[SignIn]:
    """List who can sign in, the main one of each role first."""
    _name, recruiter, company = cast.RECRUITER
    admin = read("companies")[company]["email"]
    staff = [SignIn(Role(person["role"]), person["email"]) for person in read("staff").values()]
    return [SignIn(Role.COMPANY_ADMIN, admin), SignIn(Role.RECRUITER, recruiter), *staff]


def write_sign_ins(folder: Path) -> None:
    """Write the sign-ins where scripts look for them."""
    rows = [asdict(row) for row in sign_ins()]
    (folder / FILE).write_text(json.dumps(rows, indent=2), encoding="utf-8")


def load() -> bool:
    """Fill the database, unless it holds the demo already; tell whether it did."""
    if by_email(sign_ins()[0].email):
        return False
    hashed = hash_password(PASSWORD)
    with db.transaction():
        plan = Plan(Stage(clock.today(), hashed))
        for part in (cast.enter, offers.post, people.enter, stories.tell, bodies.meet, readers.speak, law.change):
            part(plan)
        plan.carry_out()
    return True
