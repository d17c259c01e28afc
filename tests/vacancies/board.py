"""What the tests of the board share: its pages, an offer on it, and the structured data of a page."""

import json
import re
from typing import Any

from portal.vacancies import search
from portal.vacancies.models import Vacancy
from tests.factories.vacancies import VacancyFactory

PAGES = ("/", "/offers", "/offers?q=Lager&place=Erkelenz&km=50&kind=full_time_job&german=B1&sort=distance")


def indexed(**content: Any) -> Vacancy:
    """Publish an offer that differs from the usual one and index it."""
    made: Vacancy = VacancyFactory(published=True, content=content)
    search.rebuild()
    return made


def posting(page: str) -> Any:
    """Read the structured data of a page; nothing where it has none."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found.group(1)) if found else None
