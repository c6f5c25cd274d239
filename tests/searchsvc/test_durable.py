"""Files that are there whole or not at all, and names for those that are."""

import errno
import os
from pathlib import Path

import pytest

from searchsvc.durable import appearing, link, replace_file


def test_a_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "a"
    replace_file(path, b"old")
    with appearing(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    with pytest.raises(KeyboardInterrupt), appearing(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("folder", "error"), [("b", FileNotFoundError), ("a", NotADirectoryError)])
def test_a_file_that_cannot_be_made_is_called_by_its_name(
    tmp_path: Path, folder: str, error: type[OSError]
) -> None:
    (tmp_path / "a").write_bytes(b"")
    path = tmp_path / folder / "c"
    with pytest.raises(error) as raised:
        replace_file(path, b"")
    assert raised.value.filename == str(path)


def test_a_link_is_another_name(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"x")
    link(source, target)
    assert source.stat().st_ino == target.stat().st_ino
    with pytest.raises(FileExistsError):
        link(source, target)
    with pytest.raises(FileNotFoundError):
        link(tmp_path / "c", tmp_path / "d")


@pytest.mark.parametrize("code", [errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV])
def test_and_a_copy_where_there_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(source: object, _target: object) -> None:
        raise OSError(code, os.strerror(code), source)

    monkeypatch.setattr(os, "link", refuse)
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"x")
    link(source, target)
    assert target.read_bytes() == b"x"
