"""Sentences of rules are plain German strings that remember how they were made."""

from copy import deepcopy

from portal.reference.texts import N_


def test_a_sentence_is_filled_in_and_remembers_its_parts():
    sentence = N_("Es fehlen %(months)s Monate.", months=3)

    assert sentence == "Es fehlen 3 Monate."
    assert (sentence.msgid, sentence.values) == ("Es fehlen %(months)s Monate.", {"months": 3})
    assert N_("100 % sicher") == "100 % sicher"


def test_a_copy_remembers_them_too():
    copy = deepcopy(N_("Es fehlen %(months)s Monate.", months=3))

    assert (copy, copy.values) == ("Es fehlen 3 Monate.", {"months": 3})
