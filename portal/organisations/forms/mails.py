"""The form by which a member of a company chooses what to get mails about."""

from flask_babel import lazy_gettext as _l

from portal.core.forms import BaseForm, TickField, as_choices
from portal.organisations.rules import Topic

TOPICS = {
    Topic.PROPOSALS: _l("Bewerbervorschläge: neue und was daraus wird"),
    Topic.OFFERS: _l("Unsere Angebote: veröffentlicht, zurückgegeben, läuft ab"),
    Topic.DIGEST: _l("Morgens um sechs: was dringend auf Sie wartet"),
}


class MailsForm(BaseForm):
    """What to get mails about."""

    topics = TickField(
        _l("Worüber möchten Sie E-Mails bekommen?"),
        choices=as_choices(TOPICS),
        description=_l("Vereinbarungen, Kopien und Sperren kommen immer. Wählen alle ab, bekommen sie alle."),
    )
