"""The application: settings in, a Flask app out."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.headers import Headers

from flask import Flask
from flask.cli import FlaskGroup
from flask_mail import Mail
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal import cli, wiring
from portal.config import PACKAGE, SHARE, BadSetting, Settings
from portal.core import db, i18n, keys, logs, requests, styleguide, tracing, web
from portal.operations import views as operations

YEAR = 365 * 24 * 3600


def create_app(settings: Settings | None = None) -> Flask:
    """Build the portal for these settings (by default those of the environment)."""
    settings = settings or Settings.from_environment()
    logs.configure()
    os.umask(0o077)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = Flask("portal", static_folder=None, template_folder=str(SHARE / "templates"), root_path=str(PACKAGE))
    secrets = keys.load(settings.data_dir)
    app.config.from_mapping(_flask_config(settings, secrets))
    app.extensions["portal.settings"] = settings
    app.extensions["portal.keys"] = secrets
    app.extensions["portal.engine"] = db.connect(settings.database_url)
    app.session_interface = web.QuietSessions()
    app.request_class = requests.CleanRequest
    i18n.init_app(app, web.acting_user, web.languages)
    tracing.init_app(app)
    requests.init_app(app)
    operations.init_app(app)
    CSRFProtect(app).exempt(requests.link)
    Mail(app)
    if settings.demo or settings.testing:
        app.register_blueprint(styleguide.bp)
    wiring.init_app(app, settings)
    cli.init_app(app)
    _wrap(app, settings)
    return app


def _flask_config(settings: Settings, secrets: keys.Keys) -> dict[str, object]:
    address = urlsplit(settings.external_url)
    return {
        "SECRET_KEY": secrets.signing[0],
        "SECRET_KEY_FALLBACKS": list(secrets.signing[1:]),
        "SECURITY_PASSWORD_SALT": secrets.salt,
        "TESTING": settings.testing,
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": address.scheme == "https",
        "SESSION_COOKIE_NAME": "__Host-session" if address.scheme == "https" else "session",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # wants a referrer, which pages with a token in their address do not send
        "BABEL_TRANSLATION_DIRECTORIES": str(PACKAGE / "translations"),
        "MAIL_SERVER": settings.mail_server,
        "MAIL_PORT": settings.mail_port,
        "MAIL_USERNAME": settings.mail_username,
        "MAIL_PASSWORD": settings.mail_password,
        "MAIL_USE_TLS": settings.mail_use_tls,
        "MAIL_DEFAULT_SENDER": settings.mail_sender,
        "MAIL_SUPPRESS_SEND": settings.demo,
        "PORTAL_HOST": address.hostname,
        "PORTAL_EXTERNAL_URL": settings.external_url,
        "PORTAL_REPLY_TO": settings.reply_to,
        "PORTAL_DEMO": settings.demo,
        "PORTAL_SMS_URL": settings.sms_url,
        "PORTAL_SMS_TOKEN": settings.sms_token,
        "PORTAL_SECOND_FACTOR": settings.second_factor,
        "PORTAL_SECOND_FACTOR_GRACE": timedelta(days=settings.second_factor_grace),
    }


def _wrap(app: Flask, settings: Settings) -> None:
    inner = operations.Probes(app, web.LanguagePrefix(app.wsgi_app))
    static = WhiteNoise(
        inner, root=str(Path(SHARE) / "static"), prefix="static/", max_age=YEAR, add_headers_function=_static_headers
    )
    proxies = settings.trusted_proxies
    app.wsgi_app = ProxyFix(static, x_for=proxies, x_proto=proxies, x_host=proxies) if proxies else static  # type: ignore[method-assign]


def _static_headers(headers: Headers, _path: str, _url: str) -> None:
    for name, value in requests.HEADERS.items():
        headers[name] = value


def main() -> None:
    """Run the `portal` command of an installation."""
    FlaskGroup(create_app=_from_environment, add_default_commands=False, help="The Integration Point portal.")()


def _from_environment() -> Flask:
    """Build the portal for the command line, which says in a line what is wrong with the settings."""
    try:
        return create_app()
    except BadSetting as error:
        sys.exit(f"Error: {error}")
