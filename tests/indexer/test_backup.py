"""Backups: whole or refused, and what is restored answers as the original did."""

import hashlib
import io
import json
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePath

import pytest

from indexer.archive import check_archive
from indexer.lock import write_lock
from searchsvc.service import SearchService
from searchsvc.settings import load_settings
from tests.indexer.collection import QUERIES, items
from tests.indexer.conftest import Answer, Tangthu, command_on, write_records
from web.app import create_app

DONE, USAGE, FAILED = 0, 2, 3


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original")
    home = folder / "home"
    tangthu = command_on(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TANGTHU_JOBS", "1")
        for name, count, seed in (("one", 25, 1), ("two", 12, 2)):
            file = write_records(folder / f"{name}.jsonl", items(count, seed))
            assert tangthu("ingest", file, "-q").status == DONE
        assert tangthu("remove", "i3").status == DONE
    (home / "tangthu.toml").write_text('site_name = "Thư viện tỉnh"\n', "utf-8")
    return home


@pytest.fixture(scope="module")
def made(original: Path) -> Path:
    file = original.parent / "whole.backup"
    assert command_on(original)("backup", file, "-q").status == DONE
    return file


def api(home: Path) -> dict[str, bytes]:
    """What the API answers, byte for byte, but for how long it took."""
    settings = load_settings(str(home))
    with closing(SearchService.open(settings)) as service:
        client = create_app(settings, service).test_client()
        addresses = [f"/api/v1/search?per_page=50&debug=1&q={q}" for q in QUERIES]
        addresses += [f"/api/v1/items/i{n}{rest}" for n in (0, 7, 30) for rest in ("", "/pages/1")]
        addresses += ["/api/v1/suggest?q=thu", "/api/v1/facets/creator?q=", "/"]
        return {address: _untimed(client.get(address).data) for address in addresses}


def _untimed(body: bytes) -> bytes:
    try:
        answer = json.loads(body)
    except ValueError:
        return body
    answer.pop("took_ms", None)
    return json.dumps(answer).encode()


@pytest.mark.parametrize("options", [[], ["--without-index"]])
def test_a_restored_home_answers_like_the_original(
    original: Path, tmp_path: Path, options: list[str]
) -> None:
    file, home = tmp_path / "b", tmp_path / "restored"
    answer = command_on(original)("backup", file, "--json", *options)
    assert answer.status == DONE
    assert answer.json["items"] == command_on(original)("status", "--json").json["catalog"]["items"]
    restored = command_on(home)("restore", file, "--json")
    assert restored.status == DONE, restored.err
    assert restored.json["index"]["rebuilt"] == bool(options)
    if options:
        # An index that was built at once ranks as one that was; the original was built in steps.
        assert command_on(original)("reindex", "-q").status == DONE
    assert api(home) == api(original)
    assert command_on(home)("verify").status == DONE
    assert (home / "tangthu.toml").read_bytes() == (original / "tangthu.toml").read_bytes()


def test_a_restored_home_goes_on_taking_things_in(made: Path, tmp_path: Path) -> None:
    tangthu = command_on(tmp_path / "home")
    assert tangthu("restore", made, "-q").status == DONE
    more = write_records(tmp_path / "more.jsonl", items(3, 9, start=100))
    answer = tangthu("ingest", more, "--json", "-q")
    assert answer.status == DONE
    assert not answer.json["index"]["rebuilt"]
    assert tangthu("verify").status == DONE


def test_others_may_write_while_a_backup_is_made(original: Path, tmp_path: Path) -> None:
    with write_lock(original):
        assert command_on(original)("backup", tmp_path / "b", "-q").status == DONE
    check_archive(tmp_path / "b")


def refused(home: Path, file: Path, *options: str) -> Answer:
    before = sorted(home.rglob("*")) if home.exists() else []
    answer = command_on(home)("restore", file, *options)
    assert answer.status in (USAGE, FAILED), answer
    assert "Traceback" not in answer.err
    after = [p for p in sorted(home.rglob("*")) if p.suffix != ".lock"]
    assert after == [p for p in before if p.suffix != ".lock"], "nothing was changed"
    return answer


def test_a_home_that_is_not_empty_is_replaced_only_by_force(made: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    tangthu = command_on(home)
    other = write_records(tmp_path / "other.jsonl", items(2, 5, start=500))
    assert tangthu("ingest", other, "-q").status == DONE
    assert "--force" in refused(home, made).err
    answer = tangthu("restore", made, "--force", "--json")
    assert answer.status == DONE
    assert (Path(answer.json["replaced"]) / "catalog.sqlite").exists()
    assert tangthu("search", "id:i500", "--json").json["total"] == 0
    assert tangthu("verify").status == DONE


@pytest.mark.parametrize("part", [0.0, 0.3, 0.999, 1.0])
def test_a_file_that_was_cut_is_refused(made: Path, tmp_path: Path, part: float) -> None:
    whole = made.read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(whole[: min(int(len(whole) * part), len(whole) - 1)])
    assert "is no backup, or its end is missing" in refused(tmp_path / "home", cut).err


@pytest.mark.parametrize("part", [0.0001, 0.2, 0.5, 0.8, 0.99999])
def test_a_file_that_was_changed_is_refused(made: Path, tmp_path: Path, part: float) -> None:
    altered = bytearray(made.read_bytes())
    altered[int(len(altered) * part)] ^= 1
    file = tmp_path / "altered"
    file.write_bytes(altered)
    answer = refused(tmp_path / "home", file)
    assert "checksum differs" in answer.err or "is no backup" in answer.err


@pytest.mark.parametrize("content", [b"", b"x" * 5000, b"\0" * 5000])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    assert "is no backup" in refused(tmp_path / "home", file).err


def hostile(path: Path, *members: tarfile.TarInfo) -> Path:
    """A file with a seal that fits, as somebody with bad intent would make it."""
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(b"x" * member.size))
    return sealed(path, body.getvalue())


def sealed(path: Path, body: bytes) -> Path:
    seal = b"tangthu-backup 1 sha256=%s\n" % hashlib.sha256(body).hexdigest().encode()
    path.write_bytes(body + seal.ljust(512, b"\0"))
    return path


def member(
    name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0
) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.size = kind, link, size
    return made


@pytest.mark.parametrize(
    "bad",
    [
        member("../outside", size=1),
        member("/tmp/outside", size=1),
        member("index/../../outside", size=1),
        member("index/20260101T000000Z/commit-000001/../../../../outside", size=1),
        member("index/20260101T000000Z/commit-000001/items/..", size=1),
        member("catalog.sqlite", tarfile.SYMTYPE, "/etc/passwd"),
        member("catalog.sqlite", tarfile.LNKTYPE, "tangthu.toml"),
        member("index/CURRENT", tarfile.FIFOTYPE),
        member("write.lock", size=1),
    ],
    ids=lambda m: m.name,
)
def test_names_and_kinds_that_no_backup_has_are_refused(
    tmp_path: Path, bad: tarfile.TarInfo
) -> None:
    file = hostile(tmp_path / "bad", bad)
    assert "which no backup does" in refused(tmp_path / "deep" / "home", file).err
    assert not list(tmp_path.rglob("outside"))


@pytest.mark.parametrize(
    "said", [b"{", b"[]", b'{"format": 2, "members": {}}', b'{"format": 1, "members": 3}']
)
def test_contents_that_cannot_be_read_are_refused(tmp_path: Path, said: bytes) -> None:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as tar:
        tar.addfile(member("backup.json", size=len(said)), io.BytesIO(said))
    file = sealed(tmp_path / "bad", body.getvalue())
    assert "bad" in refused(tmp_path / "home", file).err


CATALOG, STORE = "catalog.sqlite", "index/*/commit-*/pages/*.store"


@pytest.mark.parametrize("damaged", [CATALOG, STORE])
def test_what_is_damaged_takes_no_sound_backups_place(
    original: Path, tmp_path: Path, damaged: str
) -> None:
    home = Path(shutil.copytree(original, tmp_path / "damaged"))
    victim = sorted(home.glob(damaged))[-1]
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content)
    file = tmp_path / "b"
    file.write_bytes(b"the last one")
    answer = command_on(home)("backup", file, "-q")
    assert (answer.status, file.read_bytes()) == (FAILED, b"the last one")
    assert victim.name in answer.err
    assert "run: tangthu verify --repair" in answer.err


def rewritten(made: Path, file: Path, pattern: str, part: str) -> Path:
    """The backup with one of its files, or what is said of that file, changed; the seal fits."""
    with tarfile.open(made) as tar:
        held = {one.name: read.read() for one in tar if (read := tar.extractfile(one))}
    said = json.loads(held["backup.json"])
    name = next(name for name in held if PurePath(name).match(pattern))
    if part == "content":
        half = held[name][: len(held[name]) // 2]
        held[name] = half + bytes(512) + held[name][len(half) + 512 :]
        said["members"][name] = [len(held[name]), hashlib.sha256(held[name]).hexdigest()]
    elif part == "size":
        said["members"][name][0] += 1
    else:
        said["pages"] += 1
    held["backup.json"] = json.dumps(said).encode()
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as tar:
        for name, content in held.items():
            tar.addfile(member(name, size=len(content)), io.BytesIO(content))
    return sealed(file, body.getvalue())


@pytest.mark.parametrize(
    ("pattern", "part", "said"),
    [
        (CATALOG, "content", "catalog.sqlite: "),
        (STORE, "content", ".store: damaged"),
        (CATALOG, "size", "catalog.sqlite is not what was put in"),
        (CATALOG, "pages", "does not hold as much as it is said to"),
    ],
)
def test_a_backup_of_what_was_damaged_already_is_refused(
    made: Path, tmp_path: Path, pattern: str, part: str, said: str
) -> None:
    file = rewritten(made, tmp_path / "b", pattern, part)
    assert said in refused(tmp_path / "home", file).err


def test_a_catalog_on_a_server_is_not_ours_to_back_up(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANGTHU_DATABASE_URL", "postgresql://nobody@127.0.0.1/none")
    answer = command_on(original)("backup", tmp_path / "b")
    assert (answer.status, (tmp_path / "b").exists()) == (USAGE, False)


@pytest.mark.parametrize("where", ["file", "environment"])
def test_a_home_whose_catalog_is_elsewhere_is_not_restored_into(
    made: Path, original: Path, tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would read what was restored."""
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    file, home = made, tmp_path / "home"
    if where == "environment":
        monkeypatch.setenv("TANGTHU_DATABASE_URL", elsewhere)
    else:
        copy = Path(shutil.copytree(original, tmp_path / "copy"))
        (copy / "catalog.sqlite").rename(tmp_path / "elsewhere.sqlite")
        (copy / "tangthu.toml").write_text(f'database_url = "{elsewhere}"\n')
        file = tmp_path / "b"
        assert command_on(copy)("backup", file, "-q").status == DONE
    answer = refused(home, file)
    assert answer.status == USAGE
    assert elsewhere in answer.err
    monkeypatch.setenv("TANGTHU_DATABASE_URL", "")
    assert command_on(home)("restore", file, "-q", "--force").status == DONE
    assert command_on(home)("search", "", "--json").json["total"] > 10


@pytest.mark.parametrize("path", ["catalog.sqlite", "../home/catalog.sqlite"])
def test_the_own_catalog_may_be_named(
    made: Path, tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("TANGTHU_DATABASE_URL", f"sqlite:///{home / path}")
    assert command_on(home)("restore", made, "-q").status == DONE
    assert command_on(home)("search", "", "--json").json["total"] > 10


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MB, where there may be one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small file system can only be mounted by root")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_leaves_no_half_backup(
    original: Path, small_disk: Path, tangthu: Tangthu
) -> None:
    (small_disk / "filling").write_bytes(b"x" * 6_270_000)
    answer = command_on(original)("backup", small_disk / "b")
    assert answer.status == FAILED
    assert "MB are left" in answer.err
    assert [path.name for path in small_disk.iterdir()] == ["filling"]


def test_a_full_disk_leaves_the_old_index_serving(original: Path, small_disk: Path) -> None:
    home = Path(shutil.copytree(original, small_disk / "home"))
    before = api(home)
    tangthu = command_on(home)
    answer = tangthu("reindex")
    assert answer.status == FAILED
    assert "a new index needs about" in answer.err
    assert api(home) == before


@pytest.mark.parametrize("command", ["reindex", "ingest"])
def test_a_disk_that_fills_up_meanwhile_leaves_the_old_index_serving(
    original: Path, small_disk: Path, command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(original, small_disk / "home"))
    before = api(home)
    generations = len(list((home / "index").glob("*/")))
    monkeypatch.setattr("indexer.indexing.check_space", lambda *_: None)
    tangthu = command_on(home)
    free = shutil.disk_usage(small_disk).free
    (small_disk / "filling").write_bytes(b"x" * (free - 100_000))
    more = write_records(tmp_path / "more.jsonl", items(200, 9, start=100))
    answer = tangthu(command, *([more] if command == "ingest" else []), "-q")
    assert answer.status == FAILED, answer
    assert "Traceback" not in answer.err
    if command == "reindex":
        assert api(home) == before
        assert len(list((home / "index").glob("*/"))) == generations
    (small_disk / "filling").unlink()
    assert tangthu("verify").status == DONE
