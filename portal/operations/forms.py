"""What is typed at the command line, held to the same rules as on a page."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.accounts.forms import email_field, new_password
from portal.core.forms import REQUIRED, BaseForm


class AdministratorForm(BaseForm):
    """Somebody who shall administer the portal."""

    name = StringField("name", [DataRequired(REQUIRED), Length(max=120)])
    email = email_field("email")
    password = new_password("password")
