"""The golden file: what people type finds the right offer among the first three, whatever way they type it.

A third of its questions was held out while the search was tuned; it is judged by itself.
"""

from collections import defaultdict
from collections.abc import Iterable

import pytest

from tests.search.judging import Corpus, Score, golden

OVERALL, PRECISE, COMPLETE = 0.95, 0.85, 0.85
FLOOR = 0.8
"""What each type of question must reach by itself."""


def judged(corpus: Corpus) -> list[Score]:
    """Ask every question an offer of the corpus could answer."""
    return [score for line in golden() if (score := corpus.judge(line))]


def mean(scores: Iterable[Score], what: str) -> float:
    """Give the mean of one measure."""
    values = [getattr(score, what) for score in scores]
    return sum(values) / len(values)


def by_type(scores: list[Score]) -> dict[str, list[Score]]:
    """Sort scores by the type of the question, with all of them and the held out ones besides."""
    sorted_: defaultdict[str, list[Score]] = defaultdict(list)
    for score in scores:
        sorted_[score.line.type].append(score)
    held_out = [score for score in scores if score.line.held_out]
    return {**sorted_, "all": scores, "held out": held_out}


@pytest.mark.parametrize("name", ["samples", "crowd"])
def test_the_right_offer_is_among_the_first_three(
    name: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    scores = by_type(judged(request.getfixturevalue(name)))
    measures = {
        kind: tuple(mean(of_type, what) for what in ("first", "precision", "recall"))
        for kind, of_type in scores.items()
    }

    with capsys.disabled():
        print(f"\n{name:10}  asked  first three  precision at 5  recall at 10")
        for kind, (first, precision, recall) in measures.items():
            print(f"{kind:10}  {len(scores[kind]):5}  {first:11.3f}  {precision:14.3f}  {recall:12.3f}")

    missed = [f"{score.line.query}: {score.found[:3]}" for score in scores["all"] if not score.first]
    for kind in ("all", "held out"):
        first, precision, recall = measures[kind]
        assert first >= OVERALL, missed
        assert precision >= PRECISE
        assert recall >= COMPLETE
    assert {kind: values[0] for kind, values in measures.items() if values[0] < FLOOR} == {}


def test_the_golden_file_asks_in_every_way_and_holds_a_third_out() -> None:
    lines = golden()
    types = {line.type for line in lines}

    assert len(lines) >= 300
    assert len({line.query for line in lines}) == len(lines)
    assert len(types) == 18
    assert all(len([line for line in lines if line.type == kind]) >= 8 for kind in types)
    assert 0.3 < sum(line.held_out for line in lines) / len(lines) < 0.35
