"""Settings: what an installation may say, and what stops its start with words that name the variable."""

from pathlib import Path

import pytest

from portal.config import BadSetting, Settings

GOOD = {"PORTAL_DATA_DIR": "/srv/portal", "PORTAL_EXTERNAL_URL": "https://portal.kreis.example"}


def test_two_variables_are_enough() -> None:
    settings = Settings.from_environment(GOOD)

    assert settings.data_dir == Path("/srv/portal")
    assert settings.database_url == "sqlite:////srv/portal/portal.db"
    assert settings.search == "whoosh"
    assert settings.mail_sender == settings.reply_to == "integration-point@portal.kreis.example"
    assert (settings.demo, settings.testing, settings.trusted_proxies, settings.mail_port) == (False, False, 0, 25)


def test_everything_can_be_said() -> None:
    settings = Settings.from_environment(
        GOOD
        | {
            "PORTAL_DATABASE_URL": "postgresql://portal:geheim@db/portal",
            "PORTAL_SEARCH": "postgres",
            "PORTAL_MAIL_SERVER": "mail.example",
            "PORTAL_MAIL_PORT": "587",
            "PORTAL_MAIL_USERNAME": "portal",
            "PORTAL_MAIL_PASSWORD": "geheim",
            "PORTAL_MAIL_TLS": "true",
            "PORTAL_MAIL_SENDER": "portal@kreis.example",
            "PORTAL_REPLY_TO": "antwort@kreis.example",
            "PORTAL_TRUSTED_PROXIES": "1",
            "PORTAL_BIND": "[::1]:8001",
            "PORTAL_WORKERS": "4",
            "PORTAL_THREADS": "6",
        }
    )

    assert (settings.database_url, settings.search) == ("postgresql://portal:geheim@db/portal", "postgres")
    assert (settings.mail_server, settings.mail_port, settings.mail_use_tls) == ("mail.example", 587, True)
    assert (settings.mail_username, settings.mail_password) == ("portal", "geheim")
    assert (settings.mail_sender, settings.reply_to) == ("portal@kreis.example", "antwort@kreis.example")
    assert settings.trusted_proxies == 1
    assert (settings.bind, settings.workers, settings.threads) == ("[::1]:8001", 4, 6)


def test_the_demo_needs_no_address_of_its_own() -> None:
    settings = Settings.from_environment({"PORTAL_DATA_DIR": "/tmp/demo", "PORTAL_DEMO": "1", "PORTAL_PORT": "8123"})

    assert settings.external_url == "http://127.0.0.1:8123"
    assert settings.demo
    assert not settings.second_factor


def test_a_second_step_is_asked_for_unless_an_installation_says_no() -> None:
    said = {"PORTAL_SECOND_FACTOR": "0", "PORTAL_SECOND_FACTOR_GRACE": "30"}

    settings = [Settings.from_environment(GOOD | more) for more in ({}, said)]

    assert [(one.second_factor, one.second_factor_grace) for one in settings] == [(True, 14), (False, 30)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_DATA_DIR", ""),
        ("PORTAL_EXTERNAL_URL", ""),
        ("PORTAL_EXTERNAL_URL", "portal.kreis.example"),
        ("PORTAL_EXTERNAL_URL", "ftp://portal.kreis.example"),
        ("PORTAL_EXTERNAL_URL", "https://"),
        ("PORTAL_EXTERNAL_URL", "https://["),
        ("PORTAL_EXTERNAL_URL", "https://portal.example:99999"),
        ("PORTAL_EXTERNAL_URL", "https://kim:geheim@portal.example"),
        ("PORTAL_EXTERNAL_URL", "https://portal.example/?a=1"),
        ("PORTAL_EXTERNAL_URL", "https://portal.example/#top"),
        ("PORTAL_EXTERNAL_URL", "http://portal.kreis.example"),
        ("PORTAL_DATABASE_URL", "nonsense"),
        ("PORTAL_DATABASE_URL", "mysql://geheim@db/portal"),
        ("PORTAL_SEARCH", "fts5"),
        ("PORTAL_SEARCH", "postgres"),
        ("PORTAL_DEMO", "yes"),
        ("PORTAL_MAIL_TLS", "2"),
        ("PORTAL_MAIL_PORT", "smtp"),
        ("PORTAL_MAIL_PORT", "²"),
        ("PORTAL_TRUSTED_PROXIES", "-1"),
        ("PORTAL_SECOND_FACTOR", "staff"),
        ("PORTAL_SECOND_FACTOR_GRACE", "-1"),
        ("PORTAL_BIND", "8000"),
        ("PORTAL_BIND", "unix:run/web.sock"),
        ("PORTAL_WORKERS", "0"),
        ("PORTAL_THREADS", "many"),
        ("PORTAL_METRICS_TOKEN", "kurz"),
        ("PORTAL_METRICS_FROM", "10.0.0.1, nowhere"),
    ],
)
def test_a_bad_setting_stops_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name) as told:
        Settings.from_environment(GOOD | {name: value})

    assert "DATABASE" not in name or "geheim" not in str(told.value)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000"])
def test_this_machine_may_do_without_https(address: str) -> None:
    assert Settings.from_environment(GOOD | {"PORTAL_EXTERNAL_URL": address}).external_url == address
