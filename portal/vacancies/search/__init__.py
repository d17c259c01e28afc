"""Search on the board: its words, its index, and what it is asked."""

from portal.vacancies.search.answering import Answer, answer
from portal.vacancies.search.asking import RADII_KM, USUAL_KM, WHOLE, Order, Wanted, find, overview, similar
from portal.vacancies.search.facets import FACETS, BoardFacet
from portal.vacancies.search.index import INDEX, SCHEMA, backend, check, document, follow, follow_changes, load, rebuild
from portal.vacancies.search.own_words import read, unused_today
from portal.vacancies.search.trying import Effect, effect
from portal.vacancies.search.understanding import PLACE, Reading, understand
from portal.vacancies.search.ways_out import FEW, WaysOut, is_unknown, ways_out
from portal.vacancies.search.words import analyser, called_so

__all__ = [
    "FACETS",
    "FEW",
    "INDEX",
    "PLACE",
    "RADII_KM",
    "SCHEMA",
    "USUAL_KM",
    "WHOLE",
    "Answer",
    "BoardFacet",
    "Effect",
    "Order",
    "Reading",
    "Wanted",
    "WaysOut",
    "analyser",
    "answer",
    "backend",
    "called_so",
    "check",
    "document",
    "effect",
    "find",
    "follow",
    "follow_changes",
    "is_unknown",
    "load",
    "overview",
    "read",
    "rebuild",
    "similar",
    "understand",
    "unused_today",
    "ways_out",
]
