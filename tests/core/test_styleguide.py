"""Every component renders, as documented, into a page without double ids."""

import re

import pytest

from portal.config import SHARE
from portal.core.styleguide import SampleForm

MACROS = sorted(path.stem for path in (SHARE / "templates/components").glob("*.html"))


@pytest.fixture
def page(client):
    return client.get("/styleguide").get_data(as_text=True)


def test_the_page_has_one_heading_and_a_title_made_of_it(page):
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["Bäckereihelfer/in in Wegberg"]
    assert "<title>Bäckereihelfer/in in Wegberg – Integration Point" in page


def test_no_id_stands_twice_for_different_fields(page):
    form = page[page.index('id="errors"') :]
    ids = re.findall(r'\sid="([^"]+)"', form)

    assert sorted(ids) == sorted(set(ids))


def test_the_error_summary_links_to_every_wrong_field(page):
    targets = re.findall(r'<a href="#([^"]+)">[^<]*: Bitte', page)

    assert targets == ["title", "hours", "german-0", "agreed"]
    assert all(f'id="{target}"' in page for target in targets)


def test_an_error_and_a_hint_describe_their_field(page):
    title = re.search(r"<input[^>]*id=\"title\"[^>]*>", page).group()

    assert 'aria-describedby="title-hint title-error"' in title
    assert 'aria-invalid="true"' in title
    assert 'id="title-hint"' in page
    assert 'id="title-error"' in page


def test_only_optional_fields_are_marked_in_words(page):
    form = page[page.index('id="errors"') :]
    marked = re.findall(r">([^<>]+) <span class=\"kern-label__optional\">\(freiwillig\)", form)
    optional = {field.label.text for field in SampleForm(None, meta={"csrf": False}) if not field.flags.required}

    assert set(marked) == optional - {"Version", "Suchwort"}


def test_a_post_form_carries_token_and_version(page):
    form = re.search(r'<form class="ip-form".*?</form>', page, re.DOTALL).group()

    assert 'name="csrf_token"' in form
    assert 'name="version"' in form


@pytest.mark.parametrize("name", MACROS)
def test_a_component_is_documented_in_one_line_and_in_the_handbook(name):
    first = (SHARE / f"templates/components/{name}.html").read_text(encoding="utf-8").splitlines()[0]
    signature = re.fullmatch(rf"\{{#- ({name}\(.*?\))(?: \+ call|\(row\)| \(\+ call\))?.*: .+ -#\}}", first)

    assert signature, first
    assert f"`{name}(" in (SHARE / "docs/components.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MACROS)
def test_a_component_is_shown(name):
    parts = "\n".join(path.read_text(encoding="utf-8") for path in (SHARE / "templates").rglob("*.html"))
    shown = (SHARE / "templates/styleguide.html").read_text(encoding="utf-8")

    assert re.search(rf"(?:\{{\{{ |% call |% call\(row\) |=){name}\(", parts)
    assert f"components/{name}.html" in shown or name in ("icon", "post_form")
