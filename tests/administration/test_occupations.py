"""The official lists of occupations are imported as a whole or not at all."""

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from portal.core import db
from portal.reference.models import OccupationClass, OccupationTitle
from tests.factories.candidates import CandidateFactory
from tests.factories.vacancies import VacancyFactory
from tests.official import TITLES, class_rows, title_rows, write_lists


def import_lists(app: Flask, folder: Path, **lists: Any) -> Any:
    """Run the import."""
    paths = map(str, write_lists(folder, **lists))
    return app.test_cli_runner().invoke(args=["occupations", "import", *paths])


def kept(model: Any) -> int:
    """Count the rows of a list."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_both_lists_are_kept(app: Flask, tmp_path: Path) -> None:
    answer = import_lists(app, tmp_path)

    assert (answer.exit_code, answer.output) == (0, f"{len(class_rows())} classes, {len(TITLES)} titles\n")
    assert (kept(OccupationClass), kept(OccupationTitle)) == (len(class_rows()), len(TITLES))
    title = db.session.get_one(OccupationTitle, "29302-901")
    assert (title.title, title.masculine, title.feminine, title.kldb) == ("Koch/Köchin", "koch", "koechin", "29302")


def test_importing_again_changes_nothing(app: Flask, tmp_path: Path) -> None:
    import_lists(app, tmp_path)

    answer = import_lists(app, tmp_path)

    assert (answer.exit_code, answer.output) == (0, f"{len(class_rows())} classes, {len(TITLES)} titles\n")
    assert kept(OccupationTitle) == len(TITLES)


def test_with_an_error_nothing_is_written(app: Flask, tmp_path: Path) -> None:
    import_lists(app, tmp_path)

    answer = import_lists(app, tmp_path, titles=[*title_rows()[:3], "29222-901;Bäcker/in;29229"])

    assert answer.exit_code == 1
    assert "titles.csv, line 5: kldb5 cannot be '29229'" in answer.output
    assert "1 errors, nothing was imported" in answer.output
    assert kept(OccupationTitle) == len(TITLES)


def test_titles_that_are_no_more_are_told_with_their_uses(app: Flask, tmp_path: Path) -> None:
    import_lists(app, tmp_path)
    CandidateFactory(wish_occupations=["Bäcker/in", "Tischler/in"])
    VacancyFactory(content={"occupation_title": "Bäcker/in"})

    answer = import_lists(
        app, tmp_path, titles=[row for row in title_rows() if "Bäcker" not in row and "Koch" not in row]
    )

    assert answer.output.splitlines()[1:] == [
        "2 titles are no more; what uses them keeps them",
        "Bäcker/in: 2 times",
    ]
