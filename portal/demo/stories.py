"""What happened between people and offers, read from the file and planned."""

from functools import partial

from portal.demo import placements, proposals
from portal.demo.proposals import Case
from portal.demo.stage import Plan, read

DEEDS = {**proposals.DEEDS, **placements.DEEDS}


def tell(plan: Plan) -> None:
    """Plan every story; what goes on after it knows the records that it made."""
    for told in read("stories")["stories"]:
        case = Case(plan.stage, told)
        _plan(plan, case)
        if "next" in told:
            who = {name: told[name] for name in told if name != "ends"}  # the next step has an end of its own, or none
            _plan(plan, Case(plan.stage, {**who, **told["next"]}, case.made))


def _plan(plan: Plan, case: Case) -> None:
    for days_ago, deed, *words in case.told["steps"]:
        plan.add(days_ago, partial(DEEDS[deed], case, *words))
        if deed == "accept":
            plan.add(days_ago, partial(placements.opened, case))
