"""The demo can be loaded on any day: weekends, holidays, other years, when other law holds."""

from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

from portal.app import create_app
from portal.core import clock, db
from portal.core.audit import Event
from portal.demo import loading
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import VacancyState
from tests.conftest import WORKER, fresh_url, settings_for
from tests.mailbox import Mailbox

DAYS = ("2026-12-25", "2027-01-01", "2027-03-29", "2027-08-15", "2028-02-29")


@pytest.mark.long
@pytest.mark.parametrize("day", DAYS)
def test_the_demo_loads_on_any_day(
    request: pytest.FixtureRequest, tmp_path: Path, mail_server: Mailbox, day: str
) -> None:
    settings = settings_for(tmp_path, fresh_url(request, tmp_path, f"days_{WORKER}"), mail_server)
    db.session.remove()
    demo = create_app(replace(settings, demo=True))

    with time_machine.travel(f"{day}T05:10:00+00:00"), demo.app_context():
        is_new = loading.load()
        last, now = db.session.scalar(select(func.max(Event.created_at))), clock.now()
        sample = select(func.count(Vacancy.id)).where(
            Vacancy.external_ref.is_not(None), Vacancy.state == VacancyState.PUBLISHED
        )
        shown = db.session.scalar(sample)
        db.session.remove()
    demo.extensions["portal.engine"].dispose()

    assert is_new
    assert last < now
    assert shown == 36
