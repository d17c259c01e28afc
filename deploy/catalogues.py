"""Bring the texts of the source into the catalogues; translated text and order stay, so a change reads as itself."""

import sys
from pathlib import Path

import polib

WIDTH = 110


def update(catalogue: Path, texts: polib.POFile, *, keeps_empty: bool) -> None:
    """Take in the new texts and drop what no page says any more.

    Args: keeps_empty: whether untranslated texts stand there to be filled in; visitors' languages hold what they need.
    """
    file = polib.pofile(str(catalogue), wrapwidth=WIDTH)
    file.merge(texts)
    kept = (entry for entry in file if not entry.obsolete and (keeps_empty or entry.translated()))
    file[:] = sorted(kept, key=lambda entry: str(entry.msgid))
    file.save()


if __name__ == "__main__":
    template, translations = sys.argv[1:]
    for path in sorted(Path(translations).glob("*/LC_MESSAGES/messages.po")):
        update(path, polib.pofile(template), keeps_empty=path.parts[-3] == "en")
