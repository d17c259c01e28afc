"""The offers the golden file is asked of, in an index without an application or a database."""

from collections.abc import Iterator

import pytest

from portal.vacancies.search.own_words import supposing
from tests.search.judging import Corpus


@pytest.fixture(autouse=True, scope="session")
def _everything_in_an_app() -> None:
    """What people type is understood without an application."""


@pytest.fixture(autouse=True)
def _no_words_of_an_office() -> Iterator[None]:
    """The portal as it comes."""
    with supposing(()):
        yield


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The sample offers alone."""
    return Corpus.of_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The sample offers among three hundred others."""
    return Corpus.of_everything(tmp_path_factory.mktemp("crowd"))
