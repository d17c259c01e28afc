"""The form of a company's logo or photo."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.core.forms import REQUIRED, VersionedForm


class PictureForm(VersionedForm):
    """A picture, and what it shows for those who do not see it."""

    file = FileField(
        _l("Bild"), [FileRequired(REQUIRED)], description=_l("JPEG, PNG oder WebP, höchstens 8 MB. Wir verkleinern es.")
    )
    text = StringField(
        _l("Was ist darauf zu sehen?"),
        [DataRequired(REQUIRED), Length(max=200)],
        description=_l("Ein Satz für Menschen, die das Bild nicht sehen."),
    )
