"""Files people send: what they are by their content, never by their name, and how large they may be."""

import io
from typing import BinaryIO

from flask_babel import lazy_gettext as _l

from portal.core import office_files, pictures
from portal.core.errors import PortalError

MOST_BYTES = 10 * 1024 * 1024
MOST_BYTES_OF_A_PAGE = 2 * 1024 * 1024
LONGEST_SIDE = 3000
"""Pixels of a photographed page: enough to read small print."""
BEGINNINGS = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}
"""How files of each kind begin, and the ending each gets."""
PICTURES = (".jpg", ".png")
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
}


class NotAPaper(PortalError):
    """The file is no paper we take."""

    message = _l("Bitte wählen Sie eine PDF-Datei oder ein Foto (JPEG, PNG) mit höchstens 10 MB.")


class NotADocument(NotAPaper):
    """The file is no document we take."""

    message = _l(
        "Bitte wählen Sie eine PDF-Datei, ein Foto (JPEG, PNG) oder einen Text (DOCX, ODT) ohne Makros "
        "mit höchstens 10 MB."
    )


def suffix_of(stream: BinaryIO) -> str:
    """Give the ending that fits the content of a scan or photo; the stream is at its start again.

    Raises: NotAPaper: it is something else, empty, or too large.
    """
    beginning = stream.read(max(map(len, BEGINNINGS)))
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    suffix = next((ending for sign, ending in BEGINNINGS.items() if beginning.startswith(sign)), None)
    if suffix is None or size > MOST_BYTES:
        raise NotAPaper
    return suffix


def paper(stream: BinaryIO) -> tuple[BinaryIO, str]:
    """Give a paper to be kept and its ending: a photo is drawn anew, without what it says of place, time and camera.

    Raises: NotAPaper.
    """
    suffix = suffix_of(stream)
    if suffix not in PICTURES:
        return stream, suffix
    try:
        drawn = pictures.redrawn(stream, longest=LONGEST_SIDE, most_bytes=MOST_BYTES_OF_A_PAGE, largest=MOST_BYTES)
    except pictures.NotAPicture as error:
        raise NotAPaper from error
    return drawn, pictures.SUFFIX


def document(stream: BinaryIO) -> tuple[BinaryIO, str]:
    """Give a document to be kept and its ending: a paper, or a text of an office program without macros.

    Raises: NotADocument.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    suffix = office_files.suffix_of(stream) if size <= MOST_BYTES else None
    if suffix is not None:
        return stream, suffix
    try:
        return paper(stream)
    except NotAPaper as error:
        raise NotADocument from error
