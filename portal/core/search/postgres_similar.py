"""Records in PostgreSQL that say much the same as another."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from string import Template
from uuid import UUID

from sqlalchemy import Connection, select

from portal.core.search import postgres_words
from portal.core.search.analyser import Analyser
from portal.core.search.executor import TELLING_TERMS
from portal.core.search.postgres_filters import Source
from portal.core.search.postgres_query import MOST_RANKED
from portal.core.search.postgres_tables import TERM, Tables
from portal.core.search.postgres_values import Bound
from portal.core.search.postgres_vocabulary import uses
from portal.core.search.query import Alternative, Filter, Group, Words

_NEAR = Template("SELECT id, length, said, 0 AS place FROM $rows WHERE $passing ORDER BY id DESC LIMIT $most")
_OTHERS = Template("SELECT id FROM ($scored) AS scored WHERE id != $itself ORDER BY score DESC, id DESC")


def similar(
    connection: Connection, tables: Tables, analyser: Analyser, record_id: UUID, filters: tuple[Filter, ...]
) -> Iterable[UUID]:
    """Give records that share the telling words of a record, best first."""
    document = tables.document
    plain = connection.scalar(select(document.c.plain).where(document.c.id == record_id))
    said = analyser.weigh(plain or "")
    used = uses(connection, tables, TERM, said)
    rarity = {term: weight / max(1, used.get(term, 0)) for term, weight in said.items()}
    telling = sorted(rarity, key=lambda term: (-rarity[term], term))[:TELLING_TERMS]
    if not telling:
        return ()
    bound = Bound()
    near = _near(tables, _rarest(telling, used), filters, bound)
    scored = postgres_words.scored(tables, Words(tuple(map(_group, telling))), f"({near}) AS near", bound)
    others = _OTHERS.substitute(scored=scored, itself=bound(record_id, "uuid"))
    return connection.exec_driver_sql(others, bound).scalars()


def _near(tables: Tables, terms: Sequence[str], filters: tuple[Filter, ...], bound: Bound) -> str:
    """Give what says one of the terms and passes the filters; the newest where these are too many to be ranked."""
    one_of_them = Words((Group("", tuple(Alternative((term,)) for term in terms)),))
    source = Source.of(tables, filters, bound)
    passing = (postgres_words.fits(one_of_them, bound), *map(source.passes, filters))
    return _NEAR.substitute(rows=source.rows(), passing=" AND ".join(passing), most=MOST_RANKED)


def _rarest(terms: Sequence[str], used: dict[str, int]) -> Sequence[str]:
    """Give so many of the terms, the most telling first, as bring not too much to rank."""
    sums = accumulate(used.get(term, 0) for term in terms)
    return terms[: max(1, sum(found <= MOST_RANKED for found in sums))]


def _group(term: str) -> Group:
    return Group(term, (Alternative((term,)),))
