"""Whatever the forms of an offer are sent as days and pay, they answer: kept, or refused at the field."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core import db
from portal.vacancies.models import VacancyVersion

WORDS = st.text(max_size=12)
DAYS = WORDS | st.dates().map(str) | st.sampled_from(["0000-00-00", "9999-12-31", "0001-01-01", "2027-02-30"])
ODD = st.sampled_from(["NaN", "sNaN", "-Infinity", "1E-9", "1e400", "1.000,00", "١٤", "½", "-0"])
NUMBERS = WORDS | ODD | st.integers().map(str) | st.decimals().map(str)
SENT = {
    "what": {"offer_kind": "full_time_job", "title": "Koch (m/w/d)", "tasks": "Sie kochen.", "positions": NUMBERS},
    "where": {"postal_code": "41812", "weekly_hours": NUMBERS},
    "pay": {"pay_unit": st.sampled_from(["hour", "month", "agreement", "none", ""]), "pay_eur": NUMBERS},
    "when": {"starts_on": DAYS, "ends_on": DAYS, "duration_days": NUMBERS, "starts_per_month": NUMBERS},
}


@pytest.mark.parametrize("step", SENT)
def test_any_day_and_amount_is_kept_or_refused(step, client, recruiter, draft):
    ways = {name: way if isinstance(way, st.SearchStrategy) else st.just(way) for name, way in SENT[step].items()}

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.fixed_dictionaries(ways))
    def send(sent):
        db.session.expire_all()
        version = db.session.query(VacancyVersion.version).filter_by(vacancy_id=draft.id).scalar()
        data = {**sent, "version": version}
        assert client.post(f"/vacancies/{draft.id}/check/{step}", data=data).status_code == 200
        assert client.post(f"/vacancies/{draft.id}/edit/{step}", data=data).status_code in (303, 422)
        assert client.get(f"/vacancies/{draft.id}/preview").status_code == 200

    send()
