"""What every form shares, whatever is sent: cleaned, bounded, compared with what was saved meanwhile."""

from types import SimpleNamespace
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FileField, Form, FormField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from portal.core.errors import StaleVersion
from portal.core.forms import LONGEST, BaseForm, CreateForm, VersionedForm, clean

DIRTY = "\x00 Amina\u202e\u2066\ufeff\x07 "


class Inner(Form):
    """A part of a form."""

    street = StringField("Straße")


class Everything(VersionedForm):
    """A form with fields of many kinds."""

    class Meta(BaseForm.Meta):
        csrf = False

    name = StringField("Name", [Length(max=20)])
    story = TextAreaField("Text")
    secret = PasswordField("Passwort")
    lines = FieldList(StringField("Zeile"), min_entries=1)
    home = FormField(Inner)
    kind = SelectField("Art", choices=[SelectChoice("a", "A")])
    file = FileField("Datei")


def sent(**values: str) -> Everything:
    """Send the form."""
    return Everything(MultiDict({"kind": "a", **values}))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (DIRTY, "Amina"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("a\rb", "a\nb"),
        ("a\u0308", "ä"),
        ("\ud800x\udfff", "x"),
        ("👩‍👩‍👧 مرحبا", "👩‍👩‍👧 مرحبا"),
        ("  ", ""),
        ("\u200b\u00ad\u2060 \u200d", ""),
        (None, None),
        (7, 7),
    ],
)
def test_clean_keeps_what_is_honest(raw: object, expected: object) -> None:
    assert clean(raw) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.text())
def test_clean_text_stays_as_it_is(raw: str) -> None:
    once = clean(raw)

    assert clean(once) == once
    once.encode()


def test_every_kind_of_field_gets_clean_text_but_a_password(app: Flask) -> None:
    with app.test_request_context("/"):
        names = ("name", "story", "secret", "lines-0", "home-street")
        form = sent(**dict.fromkeys(names, DIRTY), kind=" a\x00")

        assert form.validate()
        assert (form.name.data, form.story.data, form.lines.data) == ("Amina", "Amina", ["Amina"])
        assert (form.home.street.data, form.kind.data) == ("Amina", "a")
        assert form.secret.data == DIRTY


def test_what_has_one_line_keeps_one_whatever_is_sent(app: Flask) -> None:
    with app.test_request_context("/"):
        form = sent(name="Amina \r\n\nBcc: x\u2028 y", story="a\nb")

    assert (form.name.data, form.story.data) == ("Amina Bcc: x y", "a\nb")


def test_a_text_without_a_bound_has_one_and_another_keeps_its_own(app: Flask) -> None:
    with app.test_request_context("/"):
        form = sent(story="x" * (LONGEST + 1), name="x" * 21)

        assert not form.validate()
        assert {part for part, _, _ in form.summary} == {"story", "name"}
        assert sent(story="x" * LONGEST, name="x" * 20).validate()


def test_a_form_that_was_not_sent_takes_what_it_is_given(app: Flask) -> None:
    with app.test_request_context("/"):
        assert Everything(name="Kim").name.data == "Kim"


def test_errors_inside_parts_are_in_the_summary(app: Flask) -> None:
    class Nested(BaseForm):
        """A form with a part that is always wrong."""

        class Meta(BaseForm.Meta):
            csrf = False

        lines = FieldList(StringField("Zeile", [Length(min=3)]), label="Zeilen")
        home = FormField(Inner, label="Wohnung")

    with app.test_request_context("/"):
        form = Nested(MultiDict({"lines-0": "a", "home-street": "b"}))
        form.validate()
        form.home.form.street.errors = ["Nein"]

        assert [(name, label) for name, label, _ in form.summary] == [("lines", "Zeilen"), ("home", "Wohnung")]


def test_whoever_was_late_gets_both_versions(app: Flask) -> None:
    with app.test_request_context("/"):
        form = sent(version="1", name="Mein")

        form.check_version(SimpleNamespace(version=1))
        with pytest.raises(StaleVersion) as told:
            form.check_version(SimpleNamespace(version=2, name="Ihr"))

    assert (told.value.mine, told.value.theirs) == ({"Name": "Mein"}, {"Name": "Ihr"})


@pytest.mark.parametrize(
    ("name", "is_good"), [("01a21605-9a95-7001-bbdf-28e7f9c335e5", True), ("", False), ("x", False)]
)
def test_a_new_record_is_named_by_its_form(app: Flask, name: str, is_good: bool) -> None:
    class Make(CreateForm):
        """A form that makes something."""

        class Meta(CreateForm.Meta):
            csrf = False

    with app.test_request_context("/"):
        form = Make(MultiDict({"record_id": name}))

        assert form.validate() is is_good
        assert not is_good or form.new_id == UUID(name)
        assert Make().new_id != Make().new_id
