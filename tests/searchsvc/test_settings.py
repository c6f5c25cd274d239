import json
from dataclasses import fields
from pathlib import Path

import pytest

from searchsvc.errors import UsageError
from searchsvc.settings import FILE_NAME, Settings, load_settings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def write(home: Path, text: str) -> None:
    (home / FILE_NAME).write_text(text, "utf-8")


def test_without_file_and_environment_all_is_at_its_default(home: Path) -> None:
    settings = load_settings(str(home), {})
    assert settings == Settings(home=home)
    assert settings.catalog_url == f"sqlite:///{home}/catalog.sqlite"
    assert settings.index_folder == home / "index"
    assert settings.cores >= 1


def test_the_file_is_read_and_the_environment_goes_before_it(home: Path) -> None:
    write(home, 'site_name = "Thư viện"\nport = 9000\nworkers = 3\n')
    settings = load_settings(str(home), {"TANGTHU_PORT": "9001", "TANGTHU_JOBS": "2"})
    assert settings == Settings(home=home, site_name="Thư viện", port=9001, workers=3, jobs=2)


def test_every_setting_can_be_given_in_the_file_and_in_the_environment(home: Path) -> None:
    kinds = {f.name: f.type for f in fields(Settings) if f.name != "home"}
    examples = {str: "text", int: 7, bool: True}
    values = {name: examples[kind] for name, kind in kinds.items() if isinstance(kind, type)}
    assert values.keys() == kinds.keys()
    write(home, "\n".join(f"{name} = {json.dumps(value)}" for name, value in values.items()))
    environ = {f"TANGTHU_{name.upper()}": str(value) for name, value in values.items()}
    expected = {"home": home, **values}
    for found in (load_settings(str(home), {}), load_settings(str(home / "x"), environ)):
        assert {name: getattr(found, name) for name in values} == values
    assert {f.name for f in fields(Settings)} == expected.keys()


def test_the_home_is_the_argument_else_the_environment_else_here(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    environ = {"TANGTHU_HOME": "from-environment"}
    assert load_settings("given", environ).home == home / "given"
    assert load_settings(None, environ).home == home / "from-environment"
    assert load_settings(None, {}).home == home / "data"


def test_the_home_may_begin_with_a_tilde(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(home))
    assert load_settings("~/x", {}).home == home / "x"


def test_a_database_url_goes_before_the_file_in_the_home(home: Path) -> None:
    settings = load_settings(str(home), {"TANGTHU_DATABASE_URL": "postgresql://db/tangthu"})
    assert settings.catalog_url == "postgresql://db/tangthu"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("prot = 80", "unknown setting 'prot'"),
        ("home = '/x'", "unknown setting 'home'"),
        ("port = 'http'", "port: 'http' is not a whole number from 0"),
        ("port = -1", "port: -1 is not"),
        ("port = 0", "port: must be above 0"),
        ("port = 65536", "port: must be up to 65535"),
        ("workers = 1.5", "workers: 1.5 is not"),
        ("workers = true", "workers: True is not"),
        ("max_record_mb = 0", "max_record_mb: must be above 0"),
        ("site_name = 5", "site_name: 5 is not a string"),
        ("database_url = ['x']", "database_url: .* is not a string"),
        ("[table]\na = 1", "unknown setting 'table'"),
        ("not toml", FILE_NAME),
    ],
)
def test_what_cannot_be_meant_in_the_file_is_named(home: Path, text: str, reason: str) -> None:
    write(home, text)
    with pytest.raises(UsageError, match=reason) as caught:
        load_settings(str(home), {})
    assert FILE_NAME in str(caught.value)


@pytest.mark.parametrize("value", ["", "x", "-5", "1.0", "9" * 5000])
def test_what_cannot_be_meant_in_the_environment_is_named(home: Path, value: str) -> None:
    with pytest.raises(UsageError, match="TANGTHU_WORKERS"):
        load_settings(str(home), {"TANGTHU_WORKERS": value})


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("true", True), ("0", False)])
def test_yes_and_no_in_the_environment(home: Path, value: str, meant: bool) -> None:
    write(home, f"behind_proxy = {json.dumps(not meant)}")
    assert load_settings(str(home), {"TANGTHU_BEHIND_PROXY": value}).behind_proxy is meant


@pytest.mark.parametrize("value", ["", "2", "-1", "yes"])
def test_what_is_neither_yes_nor_no_is_named(home: Path, value: str) -> None:
    with pytest.raises(UsageError, match=r"TANGTHU_BEHIND_PROXY: '.*' is neither true nor false"):
        load_settings(str(home), {"TANGTHU_BEHIND_PROXY": value})


def test_a_file_that_cannot_be_read_is_named(home: Path) -> None:
    (home / FILE_NAME).write_bytes(b'site_name = "\xff"')
    with pytest.raises(UsageError, match=FILE_NAME):
        load_settings(str(home), {})
    (home / FILE_NAME).unlink()
    (home / FILE_NAME).mkdir()
    with pytest.raises(UsageError, match=FILE_NAME):
        load_settings(str(home), {})


def test_a_home_of_nobody_is_named() -> None:
    with pytest.raises(UsageError, match="~nobody-of-this-name"):
        load_settings("~nobody-of-this-name/x", {})
