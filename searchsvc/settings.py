"""Settings, read once: defaults, then `tangthu.toml` in the home, then the environment."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from searchsvc.errors import UsageError

DEFAULT_HOME = "data"
FILE_NAME = "tangthu.toml"
LAST_PORT = 65_535
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a maintainer may set; each name is a key of the file and `TANGTHU_NAME`.

    `home`: the data folder. `database_url`: SQLAlchemy URL of the catalog, by default SQLite in
    the home. `site_name`: shown on every page. `host`, `port`, `workers` (0: one a core): the web
    service. `jobs`: processes that read, and build the index (0: one a core).
    `writer_memory_mb`: the budget of each that builds. `max_record_mb`: the longest record that is
    taken in. `image_cache_mb`: what drawn page images may take in the home. `behind_proxy`: whether
    all requests come through a proxy that sets the `X-Forwarded` headers; else nobody's are
    believed.
    """

    home: Path
    database_url: str = ""
    site_name: str = "Tàng Thư"
    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 0
    jobs: int = 0
    writer_memory_mb: int = 256
    max_record_mb: int = 64
    image_cache_mb: int = 512
    behind_proxy: bool = False

    @property
    def catalog_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'catalog.sqlite'}"

    @property
    def index_folder(self) -> Path:
        return self.home / "index"

    @property
    def image_cache(self) -> Path:
        return self.home / "cache" / "images"

    @property
    def cores(self) -> int:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def load_settings(home: str | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a home: `home`, else `TANGTHU_HOME`, else the folder `data` here.

    Raises UsageError naming the key that is unknown or of the wrong kind.
    """
    folder = _folder(home or environ.get("TANGTHU_HOME") or DEFAULT_HOME)
    known = {f.name: f.type for f in fields(Settings) if f.name != "home"}
    values: dict[str, Any] = {}
    for key, value in _read_file(folder / FILE_NAME).items():
        if key not in known:
            raise UsageError(f"{folder / FILE_NAME}: unknown setting {key!r}")
        values[key] = _convert(key, value, known[key], f"{folder / FILE_NAME}: {key}")
    for key, kind in known.items():
        variable = f"TANGTHU_{key.upper()}"
        if variable in environ:
            values[key] = _convert(key, environ[variable], kind, variable)
    return Settings(home=folder, **values)


def _folder(path: str) -> Path:
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError as error:
        raise UsageError(f"home {path!r}: {error}") from error


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error


def _convert(key: str, value: object, kind: object, where: str) -> str | int:
    """A value as its setting has it. Raises UsageError."""
    if kind is str:
        if not isinstance(value, str):
            raise UsageError(f"{where}: {value!r} is not a string")
        return value
    if kind is bool:
        if str(value).lower() not in _BOOLEANS:
            raise UsageError(f"{where}: {value!r} is neither true nor false")
        return _BOOLEANS[str(value).lower()]
    try:
        number = int(str(value))
    except ValueError:
        number = -1
    if number < 0:
        raise UsageError(f"{where}: {value!r} is not a whole number from 0")
    if key in ("port", "max_record_mb") and number == 0:
        raise UsageError(f"{where}: must be above 0")
    if key == "port" and number > LAST_PORT:
        raise UsageError(f"{where}: must be up to {LAST_PORT}")
    return number
