"""The tests' own PostgreSQL: it runs, also for root, and its template is built once for all workers."""

import psycopg
import pytest

from tests import postgres

pytestmark = pytest.mark.postgres


def test_a_database_is_a_copy_of_a_template_that_is_built_once():
    built = []

    def build(url: str) -> None:
        built.append(url)
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE town (name text)")

    urls = [postgres.create(name, build, template="probe_template") for name in ("probe_one", "probe_two")]

    assert len(built) == 1
    with psycopg.connect(urls[1].replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT lower('ÄHRE'), count(*) FROM town").fetchone() == ("ähre", 0)
    for name in ("probe_one", "probe_two", "probe_template"):
        postgres.drop(name)
