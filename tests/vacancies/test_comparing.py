"""Two texts side by side, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from portal.vacancies.rules.comparing import compare

TEXTS = st.text("ab \n", max_size=40)


def marked(pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)


def test_only_the_words_that_differ_are_marked():
    before, after = compare("Sie packen Pakete im Lager.", "Sie packen schwere Pakete in der Halle.")

    assert marked(before) == "Sie packen Pakete [im] [Lager.]"
    assert marked(after) == "Sie packen [schwere ]Pakete [in] [der Halle.]"


def test_a_text_that_was_empty_differs_as_a_whole():
    assert compare("", "Neu")[0] == ()
    assert marked(compare("", "Neu")[1]) == "[Neu]"


@given(TEXTS, TEXTS)
def test_the_pieces_are_the_texts_and_what_is_unmarked_is_the_same(before, after):
    old, new = compare(before, after)

    assert ("".join(piece.text for piece in old), "".join(piece.text for piece in new)) == (before, after)
    kept = [[piece.text for piece in pieces if not piece.differs] for pieces in (old, new)]
    assert "".join(kept[0]) == "".join(kept[1])
