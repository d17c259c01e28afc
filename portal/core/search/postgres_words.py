"""Words in PostgreSQL: which documents fit those of a question, and how well."""

from collections.abc import Iterable, Mapping
from string import Template

from portal.core.search.encoding import Encoded
from portal.core.search.postgres_tables import TERM, Tables, number_of
from portal.core.search.postgres_values import Bound
from portal.core.search.query import Alternative, Group, Words
from portal.core.search.snapshot import LENGTH_NORM, SATURATION

MOST_COUNTED = 20_000
"""What stands in more documents is common; counting on would cost time and change no order."""
LOUDNESS = (0.75, 1.25, 2.0, 3.0)
"""How often a document has to say a term, in mentions in its heaviest text, to be loud, louder, and so on."""
FACTOR = 1e6
"""Scores closer than its inverse are equal, so that the order does not hang on the order of summing."""
WEIGHT_BITS, WEIGHT_SCALE = 24, 1_000
MOST_SAID = (1 << WEIGHT_BITS) - 1
"""A weight is kept in so many bits, in thousandths."""

_SCORED = Template("""
    SELECT id, place, round(($score) * $factor) AS score FROM (
        SELECT id, place, norm$worth FROM (
            SELECT id, place, said, $norm AS norm$found
            FROM (SELECT id, place, length, '{}'::bigint[] || said AS said FROM $chosen OFFSET 0) AS fetched
            OFFSET 0) AS looked_up
        OFFSET 0) AS weighed""")
"""Weights lie apart from the rest: joining them to nothing fetches them once, whatever is looked up in them."""
_NORM = Template("""$half * ($fixed + $growing::float8 * length
    / (SELECT coalesce(nullif(state.length::float8 / greatest(documents, 1), 0), 1) FROM $state AS state))""")
"""How much has to be said in a document of this length to be worth half of what can be."""
_LOUD = Template("WHEN id IN (SELECT id FROM $document WHERE $holds) THEN $level")
_IS_FOUND = Template("SELECT EXISTS (SELECT FROM $document WHERE $holds)")
_RARITY = Template("""(
    SELECT ln(1 + (all_of_them - found + 0.5) / (found + 0.5))
    FROM (SELECT documents::float8 AS all_of_them, ($found)::float8 AS found FROM $state OFFSET 0) AS counted)""")
_DOCUMENTS = Template("SELECT count(*) FROM (SELECT FROM $document WHERE $holds LIMIT $most) AS fitting")
_WITH_TERM = Template("SELECT coalesce(max(documents), 0) FROM $word WHERE kind = $kind AND word = $term")


def lexemes(document: Encoded, *, heaviest: float, mean_length: float) -> str:
    """Write the terms as a finished tsvector; a term said loudly is there once more for each level it reaches."""
    norm = 1 - LENGTH_NORM + LENGTH_NORM * document.length / (mean_length or 1.0)
    steps = [step * heaviest * norm for step in LOUDNESS]
    found = [
        _loud(term, level)
        for term, weight in document.terms.items()
        for level in range(sum(weight >= step for step in steps) + 1)
    ]
    return " ".join(map(_quoted, found))


def is_term(lexeme: str) -> bool:
    """Say whether a lexeme is a term, and not the mark that one was said loudly."""
    return "+" not in lexeme  # no term has a plus in it


def said(terms: Mapping[str, float]) -> list[int]:
    """Give the weights in thousandths, each below the number of its term, sorted: they are looked up by halving."""
    return sorted(_first(term) + min(round(weight * WEIGHT_SCALE), MOST_SAID) for term, weight in terms.items())


def required(words: Words) -> tuple[Group, ...]:
    """Give every group a document has to fit, those of phrases included."""
    terms = (term for phrase in words.phrases for term in phrase.terms)
    return (*words.groups, *(Group(term, (Alternative((term,)),)) for term in terms))


def fits(words: Words, bound: Bound) -> str:
    """Say whether a document holds all terms, as the index knows."""
    groups = required(words)
    if not all(group.alternatives for group in groups):
        return "false"
    asked = [*map(_any_of, groups), *(f"!({_all_of(terms)})" for terms in words.exclude)]
    return _holds(" & ".join(asked), bound) if asked else "true"


def adjacent(words: Words, bound: Bound) -> str:
    """Say whether a document has the words of each phrase side by side, which takes long: its text is fetched."""
    said = (bound(f" {' '.join(phrase.words)} ", "text") for phrase in words.phrases)
    return " AND ".join(f"strpos(plain, {phrase}) > 0" for phrase in said) or "true"


def loudness(tables: Tables, words: Words, bound: Bound) -> str:
    """Give how loudly a hit says all words, from the index alone."""
    groups = required(words)
    asked = ((level, " & ".join(_any_of(group, level) for group in groups)) for level in range(len(LOUDNESS), 0, -1))
    levels = [
        _LOUD.substitute(document=tables.named("document"), holds=_holds(lexemes, bound), level=level)
        for level, lexemes in asked
    ]
    return f"CASE {' '.join(levels)} ELSE 0 END"


def scored(tables: Tables, words: Words, chosen: str, bound: Bound) -> str:
    """Give chosen documents with how well each fits all words: BM25, the best alternative of each group, one rarity.

    Args: chosen: what to read id, place, length and said from.
    """
    groups = required(words)
    terms = dict.fromkeys(term for group in groups for way in group.alternatives for term in way.terms)
    names = {term: f"worth_{number}" for number, term in enumerate(terms)}
    firsts = {term: bound(_first(term), "bigint") for term in terms}
    found = [
        f", (said[width_bucket({firsts[term]} + {MOST_SAID}, said)] - {firsts[term]})::float8 AS {names[term]}"
        for term in terms
    ]
    worth = [
        f", CASE WHEN {name} >= 0 THEN {name} * {SATURATION + 1} / ({name} + norm) END AS {name}"
        for name in names.values()
    ]
    parts = [f"{_rarity(tables, group, bound)} * {_best(group, names)}" for group in groups]
    return _SCORED.substitute(
        score=" + ".join(parts) or "0",
        factor=FACTOR,
        worth="".join(worth),
        norm=_norm(tables),
        found="".join(found),
        chosen=chosen,
    )


def is_found(tables: Tables, group: Group, bound: Bound) -> str:
    """Ask whether any document fits a group."""
    holds = _holds(_any_of(group), bound) if group.alternatives else "false"
    return _IS_FOUND.substitute(document=tables.named("document"), holds=holds)


def _norm(tables: Tables) -> str:
    parts = {"half": SATURATION * WEIGHT_SCALE, "fixed": 1 - LENGTH_NORM, "growing": LENGTH_NORM}
    return _NORM.substitute(parts, state=tables.named("state"))


def _rarity(tables: Tables, group: Group, bound: Bound) -> str:
    """Say how much it tells that a document fits the group; the same formula as `Snapshot.rarity`."""
    match group.alternatives:
        case (Alternative(terms=(term,)),):
            found = _WITH_TERM.substitute(word=tables.named("word"), kind=bound(TERM, "text"), term=bound(term, "text"))
        case _:
            holds = _holds(_any_of(group), bound)
            found = _DOCUMENTS.substitute(document=tables.named("document"), holds=holds, most=MOST_COUNTED)
    return _RARITY.substitute(state=tables.named("state"), found=found)


def _best(group: Group, names: Mapping[str, str]) -> str:
    """Give what the best alternative is worth; nothing where each misses a term."""
    ways = [
        f"({' + '.join(names[term] for term in way.terms)}) * {way.weight / len(way.terms)}"
        for way in group.alternatives
    ]
    return f"coalesce(greatest({', '.join(ways)}), 0)"


def _holds(lexemes: str, bound: Bound) -> str:
    return f"terms @@ {bound(lexemes, 'tsquery')}"


def _any_of(group: Group, level: int = 0) -> str:
    return f"({' | '.join(f'({_all_of(way.terms, level)})' for way in group.alternatives)})"


def _all_of(terms: Iterable[str], level: int = 0) -> str:
    return " & ".join(_quoted(_loud(term, level)) for term in terms)


def _loud(term: str, level: int) -> str:
    return f"{term}+{level}" if level else term


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _first(term: str) -> int:
    """Give the lowest of the numbers that stand for a term and its weight; they are so small that none overflows."""
    return number_of(term) >> (WEIGHT_BITS + 1) << WEIGHT_BITS
