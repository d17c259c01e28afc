"""Asks the golden file of an index and judges the answers."""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from unittest.mock import patch
from uuid import UUID

from portal.core.search import Document, WhooshBackend
from portal.reference.tables import SampleVacancy
from portal.vacancies.search import SCHEMA, Answer, Wanted, analyser, answer, asking, document
from tests.factories.adverts import adverts
from tests.factories.organisations import OrganisationFactory
from tests.factories.samples import content_of, samples
from tests.factories.vacancies import VacancyFactory

GOLDEN = Path(__file__).with_name("golden.csv")


@dataclass(frozen=True)
class Line:
    """A question of the golden file and the offers it is after.

    These are the named ones and those of the occupations, as far as they are of the kind and in the town; all of the
    kind where neither is given.
    """

    query: str
    type: str
    refs: frozenset[str]
    occupations: frozenset[str]
    kind: str
    town: str
    held_out: bool

    def wants(self, advert: SampleVacancy) -> bool:
        """Tell whether an offer is one of those."""
        names_nothing = not self.refs and not self.occupations
        is_named = names_nothing or advert.id in self.refs or advert.synonym_group in self.occupations
        return is_named and self.kind in ("", advert.offer_kind) and self.town in ("", advert.town)


@dataclass(frozen=True)
class Score:
    """How good one answer is, each from 0 to 1.

    `first` = one of the first three is right; `precision` of the first 5 and `recall` of the first 10, both measured
    against what could be there at best.
    """

    line: Line
    found: tuple[str, ...]
    first: float
    precision: float
    recall: float


class Corpus:
    """Offers in an index of their own."""

    def __init__(self, folder: Path, offers: Iterable[SampleVacancy]) -> None:
        """Index the offers as the board would."""
        self.offers = {offer.id: offer for offer in offers}
        self.backend = WhooshBackend(folder, SCHEMA, analyser())
        self._refs: dict[UUID, str] = {}
        self.backend.rebuild([self._document(offer, number) for number, offer in enumerate(self.offers.values(), 1)])

    @classmethod
    def of_samples(cls, folder: Path) -> Self:
        """Take the sample offers."""
        return cls(folder, samples())

    @classmethod
    def of_everything(cls, folder: Path) -> Self:
        """Take the sample offers and the generated ones."""
        return cls(folder, (*samples(), *adverts()))

    def answer(
        self, wanted: Wanted, refused: Collection[str] = (), *, is_exact: bool = False, size: int = 40
    ) -> Answer:
        """Answer as the board does."""
        with patch.object(asking, "backend", lambda: self.backend):
            return answer(wanted, refused, is_exact=is_exact, size=size)

    def ref(self, found: UUID) -> str:
        """Give the reference of an offer."""
        return self._refs[found]

    def judge(self, line: Line) -> Score | None:
        """Ask a question; nothing where no offer of this corpus could be right."""
        wanted = {ref for ref, offer in self.offers.items() if line.wants(offer)}
        if not wanted:
            return None
        found = tuple(map(self.ref, self.answer(Wanted(line.query), size=10).result.ids))
        hits = [ref in wanted for ref in found]
        return Score(
            line,
            found,
            first=float(any(hits[:3])),
            precision=sum(hits[:5]) / min(5, len(wanted)),
            recall=sum(hits[:10]) / min(10, len(wanted)),
        )

    def _document(self, offer: SampleVacancy, number: int) -> Document:
        company = OrganisationFactory.build(
            verified=True, name=offer.employer_fictional, ags=offer.ags, number=str(number)
        )
        vacancy = VacancyFactory.build(
            id=UUID(int=number),
            published=True,
            external_ref=offer.id,
            organisation=company,
            content=content_of(offer) | {"is_name_public": True},
        )
        self._refs[vacancy.id] = offer.id
        return document(vacancy.versions[0])


def golden() -> tuple[Line, ...]:
    """Read the golden file."""
    with GOLDEN.open(encoding="utf-8", newline="") as rows:
        return tuple(_line(row) for row in csv.DictReader(rows, delimiter=";"))


def _line(row: dict[str, str]) -> Line:
    sets = {name: frozenset(filter(None, row[name].split("|"))) for name in ("refs", "occupations")}
    return Line(
        row["query"], row["type"], sets["refs"], sets["occupations"], row["kind"], row["town"], row["held_out"] == "yes"
    )
