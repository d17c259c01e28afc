"""What an office settles for itself."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from portal.core.forms import VersionedForm


class OfficeForm(VersionedForm):
    """How an office works."""

    checks_twice = BooleanField(
        _l("Vier Augen: Bereit für Arbeit ist jemand erst, wenn eine zweite Fachkraft den Profil-Check bestätigt."),
        description=_l("Gilt für alles, was ab jetzt geprüft wird. Niemand bestätigt, was er selbst geprüft hat."),
    )
