"""Texts of office programs: known by their content, and taken only without macros, links outside and bombs."""

import io
import zipfile

import pytest

from portal.core import office_files, uploads
from portal.core.uploads import NotADocument
from tests.core.office import docx, odt, packed


@pytest.mark.parametrize(("file", "suffix"), [(docx(), ".docx"), (odt(), ".odt")], ids=["docx", "odt"])
def test_a_plain_text_is_known(file, suffix):
    stream = io.BytesIO(file)

    assert uploads.document(stream) == (stream, suffix)
    assert stream.tell() == 0


WRONG = {
    "macros": docx({"word/vbaProject.bin": b"x"}),
    "type with macros": docx({"[Content_Types].xml": office_files.DOCX + b" application/vnd.ms-word.macroEnabled"}),
    "template from outside": docx({"word/_rels/settings.xml.rels": b'Type="x/attachedTemplate" TargetMode="External"'}),
    "hidden file": docx({"word/embeddings/oleObject1.bin": b"x"}),
    "entities": docx({"_rels/.rels": b'<!DOCTYPE x [<!ENTITY a "b">]>'}),
    "way out": docx({"../../etc/passwd": b"x"}),
    "bomb": docx({"word/media/image1.bmp": b"\0" * (5 * 1024 * 1024)}),
    "many parts": docx({f"word/{number}.xml": b"" for number in range(office_files.MOST_PARTS)}),
    "basic": odt({"Basic/Standard/Module1.xml": b"x"}),
    "script": odt({"Scripts/python/x.py": b"x"}),
    "another program": packed({"[Content_Types].xml": b"spreadsheetml", "xl/workbook.xml": b"x"}),
    "another document": packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"x"}),
    "archive": packed({"a.txt": b"x"}),
    "half": docx()[:200],
    "behind something": b"GIF89a" + docx(),
    "nothing": b"",
    "program": b"MZ\x90\x00",
}


@pytest.mark.parametrize("file", WRONG.values(), ids=WRONG)
def test_anything_else_is_refused(file):
    with pytest.raises(NotADocument):
        uploads.document(io.BytesIO(file))


def test_an_encrypted_text_is_refused():
    file = io.BytesIO(docx())
    with zipfile.ZipFile(file) as read:
        place = read.getinfo("word/document.xml").header_offset
    spoilt = bytearray(file.getvalue())
    central = spoilt.rindex(b"PK\x01\x02", 0, spoilt.rindex(b"word/document.xml"))
    spoilt[place + 6] |= 1
    spoilt[central + 8] |= 1

    with pytest.raises(NotADocument):
        uploads.document(io.BytesIO(bytes(spoilt)))


def test_what_is_too_large_is_not_even_opened():
    with pytest.raises(NotADocument):
        uploads.document(io.BytesIO(docx() + b"\0" * uploads.MOST_BYTES))
