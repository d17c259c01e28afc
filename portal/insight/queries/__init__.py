"""Overviews by role; every line comes from the permissions of its own area."""

from portal.insight.queries.desk import OwnPeople, Pile, desk, own_people, waiting

__all__ = ["OwnPeople", "Pile", "desk", "own_people", "waiting"]
