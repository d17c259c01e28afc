"""Small office documents, and what can be put into them."""

import io
import zipfile
from collections.abc import Mapping

from portal.core import office_files

Parts = Mapping[str, bytes]


def packed(parts: Parts) -> bytes:
    """Pack parts as office programs do."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def docx(more: Parts | None = None) -> bytes:
    """Make a text of Word."""
    plain = {"[Content_Types].xml": office_files.DOCX, "_rels/.rels": b"<x/>", "word/document.xml": b"<w:document/>"}
    return packed({**plain, **(more or {})})


def odt(more: Parts | None = None) -> bytes:
    """Make a text of LibreOffice."""
    plain = {"mimetype": office_files.ODT, "content.xml": b"<office/>", "META-INF/manifest.xml": b"<x/>"}
    return packed({**plain, **(more or {})})
