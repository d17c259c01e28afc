"""The fact on safe countries of origin follows from state, day of the application and day asked."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reference import snapshot
from portal.reference.codes import Answer, Housing
from portal.reference.safe_origin import OriginFacts, safe_origin_after_cutoff

TABLES = snapshot()
YES, NO, UNKNOWN = Answer
ASKED = date(2026, 5, 4)
SERBIA = OriginFacts("RS", YES, date(2016, 1, 1))
GEORGIA = OriginFacts("GE", NO)


@pytest.mark.parametrize(
    ("facts", "on", "expected"),
    [
        (OriginFacts(), ASKED, UNKNOWN),
        (OriginFacts(""), ASKED, UNKNOWN),
        (OriginFacts("SY"), ASKED, NO),
        (replace(SERBIA, state="rs"), ASKED, YES),
        (SERBIA, date(2014, 11, 5), NO),
        (SERBIA, date(2014, 11, 6), YES),
        (replace(SERBIA, applied_on=date(2015, 9, 1)), ASKED, YES),
        (replace(SERBIA, applied_on=date(2015, 8, 31)), ASKED, NO),
        (replace(SERBIA, applied_on=None), ASKED, UNKNOWN),
        (replace(SERBIA, has_applied=UNKNOWN), ASKED, UNKNOWN),
        (replace(SERBIA, has_applied=NO, applied_on=None), date(2020, 1, 1), YES),
        (replace(SERBIA, has_applied=NO, applied_on=None), date(2019, 12, 31), UNKNOWN),
        (replace(SERBIA, has_applied=NO, tolerated_on_spared_day=YES), ASKED, YES),
        (replace(GEORGIA, tolerated_on_spared_day=YES), ASKED, NO),
        (replace(GEORGIA, tolerated_on_spared_day=NO), ASKED, YES),
        (GEORGIA, ASKED, UNKNOWN),
        (replace(GEORGIA, has_applied=YES, applied_on=date(2023, 8, 31), tolerated_on_spared_day=YES), ASKED, YES),
        (GEORGIA, date(2023, 12, 22), NO),
        (replace(SERBIA, is_exempt=YES), ASKED, UNKNOWN),
        (replace(SERBIA, is_exempt=UNKNOWN), ASKED, UNKNOWN),
        (replace(SERBIA, is_exempt=YES, applied_on=date(2015, 8, 31)), ASKED, NO),
        (replace(SERBIA, applied_on=date(2015, 8, 31), housing=Housing.RECEPTION), ASKED, UNKNOWN),
        (replace(SERBIA, housing=Housing.RECEPTION), ASKED, YES),
        (OriginFacts("SY", housing=Housing.RECEPTION), ASKED, NO),
    ],
)
def test_the_answer(facts, on, expected):
    assert safe_origin_after_cutoff(facts, on, tables=TABLES) is expected


@given(
    st.builds(
        OriginFacts,
        st.none() | st.sampled_from(["SY", "RS", "GE", "xk", "??"]),
        st.sampled_from(Answer),
        st.none() | st.dates(),
        st.sampled_from(Answer),
        st.sampled_from(Answer),
        st.sampled_from(Housing),
    ),
    st.dates(),
)
def test_a_missing_application_or_state_is_never_a_yes(facts, on):
    assert safe_origin_after_cutoff(replace(facts, state=None), on, tables=TABLES) is UNKNOWN
    assert safe_origin_after_cutoff(replace(facts, has_applied=UNKNOWN), on, tables=TABLES) is not YES
