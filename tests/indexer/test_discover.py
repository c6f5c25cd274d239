"""What a folder holds: sources in a stable order, each with its reader and an id."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.formats import Source, discover
from indexer.formats.base import id_from, natural_order, title_from
from searchsvc.domain import ITEM_ID
from searchsvc.errors import RecordError, UsageError
from tests.indexer.alto import alto, page


def write(folder: Path, *names: str) -> Path:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(alto(page("thư")) if name.lower().endswith(".xml") else "thư viện")
    return folder


def found(*paths: Path) -> list[tuple[str, str, str]]:
    """Format, path below the first of the paths, and what follows its name in the id."""
    sources = list(discover(list(paths)))
    assert all(isinstance(source, Source) for source in sources), sources
    given = f"{id_from(paths[0].name)}."
    return [
        (
            source.format,
            source.path.relative_to(paths[0]).as_posix(),
            source.item_id.removeprefix(given),
        )
        for source in sources
        if isinstance(source, Source)
    ]


@pytest.mark.parametrize(
    ("names", "item_id"),
    [
        (["1936", "Số 7"], "1936.So-7"),
        (["Đường", "Thư viện (cũ)"], "Duong.Thu-vien-cu"),
        (["a_b.c:d-e"], "a_b.c:d-e"),
        ([" x "], "x"),
    ],
)
def test_ids_come_from_paths(names: list[str], item_id: str) -> None:
    assert id_from(*names) == item_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["學"], ["𡨸"]),
        (["學 1"], ["𡨸 1"]),
        (["x" * 200 + "1"], ["x" * 200 + "2"]),
        (["x" * 128], ["x" * 129]),
        (["!"], ["?"]),
    ],
)
def test_paths_that_differ_in_what_an_id_cannot_hold_have_different_ids(
    one: list[str], other: list[str]
) -> None:
    assert id_from(*one) != id_from(*other)
    assert all(ITEM_ID.fullmatch(id_from(*names)) for names in (one, other))


def test_titles_come_from_names() -> None:
    assert title_from("so-7__nam phong") == "so 7 nam phong"
    assert title_from("-_-") == "-_-"


def test_page_2_stands_before_page_10() -> None:
    names = ["p10.xml", "p2.xml", "p1b.xml", "p1.xml", "p01.xml", "q1.xml", "p.xml"]
    expected = ["p01.xml", "p1.xml", "p1b.xml", "p2.xml", "p10.xml", "p.xml", "q1.xml"]
    for given in (names, names[::-1]):
        assert [p.name for p in sorted(map(Path, given), key=natural_order)] == expected


def test_each_file_is_read_by_its_suffix_in_either_case(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", "b.JSONL.gz", "c.txt", "d.TXT")
    assert found(tmp_path) == [
        ("records", "a.jsonl", "a"),
        ("records", "b.JSONL.gz", "b.JSONL"),
        ("text", "c.txt", "c"),
        ("text", "d.TXT", "d"),
    ]


def test_folders_are_looked_through_in_natural_order(tmp_path: Path) -> None:
    write(tmp_path, "báo/số 10/1.txt", "báo/số 9/1.txt", "z.txt", "báo/a.txt")
    assert found(tmp_path) == [
        ("text", "z.txt", "z"),
        ("text", "báo/a.txt", "bao.a"),
        ("text", "báo/số 9/1.txt", "bao.so-9.1"),
        ("text", "báo/số 10/1.txt", "bao.so-10.1"),
    ]


def test_a_folder_with_alto_is_one_item_whether_it_is_given_or_found(tmp_path: Path) -> None:
    write(tmp_path, "báo 7/1.xml", "báo 7/2.xml", "báo 7/1.txt")
    assert found(tmp_path) == [("alto", "báo 7", "bao-7")]
    assert found(tmp_path / "báo 7") == [("alto", ".", "bao-7")]


def test_a_single_alto_file_is_an_item(tmp_path: Path) -> None:
    (source,) = discover([write(tmp_path, "1.xml") / "1.xml"])
    assert isinstance(source, Source)
    assert (source.format, source.root) == ("alto", tmp_path)
    assert source.item_id == id_from(tmp_path.name, "1")


def test_records_and_folders_beside_alto_pages_are_read_too(tmp_path: Path) -> None:
    write(tmp_path, "1.xml", "notes.txt", "more.jsonl", "inner/a.txt")
    assert [(kind, path) for kind, path, _ in found(tmp_path)] == [
        ("alto", "."),
        ("records", "more.jsonl"),
        ("text", "inner/a.txt"),
    ]


def test_alto_is_known_by_its_root_however_it_is_written(tmp_path: Path) -> None:
    write(tmp_path, "1.xml", "2.xml")
    long_beginning = f"<!-- {'licence ' * 2000} -->{alto(page('thư'))}"
    for text in (long_beginning, alto(page("thư")).replace("<alto", "<ALTO")):
        (tmp_path / "1.xml").write_text(text)
        assert found(tmp_path)[0][0] == "alto"
    (tmp_path / "1.xml").write_bytes(alto(page("thư"), head="").encode("utf-16"))
    assert found(tmp_path)[0][1] == "."


def test_xml_of_another_kind_makes_no_folder_an_item(tmp_path: Path) -> None:
    (tmp_path / "other.xml").write_text("<other><alto/></other>")
    (tmp_path / "a.txt").write_text("a")
    document, other = discover([tmp_path])
    assert isinstance(document, Source) and document.path.name == "a.txt"
    assert isinstance(other, RecordError) and other.place == f"{tmp_path}/other.xml"
    assert other.reason == "XML of a kind that cannot be read: its root element is other"
    (given,) = discover([tmp_path / "other.xml"])
    assert isinstance(given, RecordError) and given.reason == other.reason


def test_other_files_and_hidden_ones_are_left_aside(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "a.jpg", "README", ".b.txt", "._1.xml", ".git/c.txt")
    assert found(tmp_path) == [("text", "a.txt", "a")]


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", "secret.txt")
    inside = write(tmp_path / "inside", "a.txt")
    (inside / "b.txt").symlink_to(inside / "a.txt")
    (inside / "c.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "nowhere.txt").symlink_to(tmp_path / "gone")
    (inside / "round").symlink_to(inside)
    (inside / "self").symlink_to(inside / "self")
    *errors, source = discover([inside])
    assert isinstance(source, Source) and source.path == inside / "a.txt"
    out, nowhere = "a link that leads out of the folder", "a link that leads nowhere"
    reasons = {"c.txt": out, "folder": out, "nowhere.txt": nowhere, "self": nowhere}
    assert len(errors) == len(reasons)
    for error, (name, reason) in zip(errors, reasons.items(), strict=True):
        assert isinstance(error, RecordError)
        assert error.place == str(inside / name) and error.reason.startswith(reason)


def test_a_link_that_is_given_is_followed_and_names_the_item(tmp_path: Path) -> None:
    write(tmp_path / "2024", "1.xml")
    (tmp_path / "newest").symlink_to(tmp_path / "2024")
    assert found(tmp_path / "newest") == [("alto", ".", "newest")]


def test_pipes_and_the_like_are_left_aside(tmp_path: Path) -> None:
    os.mkfifo(write(tmp_path, "a.txt") / "pipe.txt")
    assert found(tmp_path) == [("text", "a.txt", "a")]


def test_the_folder_we_stand_in_and_the_one_above_have_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path / "bao-7", "1.xml", "inner/a.txt") / "inner")
    for given in (Path(".."), Path("../../bao-7")):
        source = next(discover([given]))
        assert isinstance(source, Source)
        assert (source.path, source.item_id) == (tmp_path / "bao-7", "bao-7")
    (source,) = discover([Path()])
    assert isinstance(source, Source)
    assert source.item_id == "inner.a"


def test_a_name_that_is_not_unicode_is_rejected(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    bad = os.fsencode(tmp_path) + b"/\xff.txt"
    Path(os.fsdecode(bad)).write_text("thư")
    for given in (tmp_path, Path(os.fsdecode(bad))):
        rejected = [error for error in discover([given]) if isinstance(error, RecordError)]
        assert [error.reason for error in rejected] == ["the name is not UTF-8"]
        assert str(rejected[0]).isprintable()
        str(rejected[0]).encode()


def test_a_folder_that_cannot_be_read_is_rejected_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a/1.txt", "b/1.txt", "c/1.txt")
    scandir = os.scandir

    def refuse(folder: Path) -> object:
        if folder.name == "b":
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    first, rejected, last = discover([tmp_path])
    assert isinstance(first, Source) and isinstance(last, Source)
    assert str(rejected) == f"{tmp_path / 'b'}: cannot be read: Permission denied"


@pytest.fixture
def deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A text under more folders than calls can be nested; only `rm` can take them away again."""
    folder = tmp_path / "deep"
    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.chdir(folder)
        for _ in range(1100):
            os.mkdir("d")
            os.chdir("d")
        Path("a.txt").write_text("thư")
    yield folder
    subprocess.run(["rm", "-rf", folder], check=True)


def test_deliveries_that_hold_files_of_one_name_have_ids_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, "2024-05/1.txt", "2024-06/1.txt", "2024-06/báo 7/1.xml")
    (may,) = discover([tmp_path / "2024-05"])
    june, issue = discover([tmp_path / "2024-06"])
    (file,) = discover([tmp_path / "2024-06/1.txt"])
    named = [s.item_id for s in (may, june, issue, file) if isinstance(s, Source)]
    assert named == ["2024-05.1", "2024-06.1", "2024-06.bao-7", "2024-06.1"]
    (tmp_path / "home").mkdir()
    (tmp_path / "2024-05").rename(tmp_path / "home/2024-05")
    (moved,) = discover([tmp_path / "home/2024-05"])
    assert isinstance(moved, Source)
    assert moved.item_id == "2024-05.1"


def test_folders_may_be_very_deep(deep: Path) -> None:
    (source,) = discover([deep])
    assert isinstance(source, Source)
    assert source.path.name == "a.txt"


def test_a_file_of_another_kind_that_is_given_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ")
    (error,) = discover([tmp_path / "a.exe"])
    assert "of no format that can be read" in str(error)


def test_a_missing_path_is_wrong_usage_before_anything_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    with pytest.raises(UsageError, match="no such file or folder"):
        next(discover([tmp_path / "a.txt", tmp_path / "gone"]))


def test_what_mets_names_is_its_own_wherever_a_link_led(tmp_path: Path) -> None:
    book = write(tmp_path / "kho" / "thang-7" / "sach", "ocr/1.xml", "ocr/2.xml")
    files = "".join(
        f'<file ID="F{n}"><FLocat LOCTYPE="URL" xlink:href="ocr/{n}.xml"/></file>' for n in (1, 2)
    )
    (book / "mets.xml").write_text(
        '<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<fileSec><fileGrp USE="FULLTEXT">{files}</fileGrp></fileSec></mets>'
    )
    (tmp_path / "link").symlink_to(tmp_path / "kho")
    given = tmp_path / "link" / "thang-7"
    assert found(given) == [("mets", "sach/mets.xml", "sach")]
