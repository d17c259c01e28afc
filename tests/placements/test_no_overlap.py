"""Days on which a person is elsewhere are not agreed, and the company does not learn why."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.core.errors import GuardRefused
from portal.placements import services
from portal.placements.rules import AgreementState, PlacementState
from portal.vacancies.rules import PayUnit
from tests.factories.placements import Case, PlacementFactory


@pytest.mark.parametrize(("begins_after", "is_sent"), [(-40, False), (-28, True), (0, False), (27, False), (28, True)])
def test_days_on_which_the_person_is_elsewhere_are_not_agreed(begins_after, is_sent):
    case = Case()
    version = case.write()
    begins = version.starts_on + timedelta(days=begins_after)
    ends = begins + timedelta(days=27 if begins_after != -40 else 60)
    PlacementFactory(candidate=case.person, state=PlacementState.READY, starts_on=begins, ends_on=ends)

    if is_sent:
        services.send(version, actor=case.staff)
    else:
        with pytest.raises(GuardRefused) as to_staff:
            services.send(version, actor=case.staff)
        with pytest.raises(GuardRefused) as to_company:
            services.send(version, actor=case.firm)
        assert "in einem Einsatz oder Kurs" in str(to_staff.value.message)
        assert "Einsatz" not in str(to_company.value.message)

    assert (version.state is AgreementState.CONFIRMING) == is_sent


def test_an_agreement_without_an_end_reaches_into_what_comes_later():
    case = Case(kind="job_unbefristet")
    version = case.write(ends_on=None, pay_eur=Decimal(20), pay_unit=PayUnit.HOUR)
    later = version.starts_on + timedelta(days=200)
    PlacementFactory(candidate=case.person, state=PlacementState.PREPARING, starts_on=later)

    with pytest.raises(GuardRefused) as refused:
        services.send(version, actor=case.staff)

    assert "in einem Einsatz oder Kurs" in str(refused.value.message)
