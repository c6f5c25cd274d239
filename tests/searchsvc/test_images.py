from pathlib import Path

import pytest

from searchsvc.errors import NotFound
from searchsvc.images import IMAGE_SUFFIXES, image_path, media_type


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    (folder / "kiều").mkdir(parents=True)
    for name in ("1.jpg", "2.PNG", "notes.txt", "page.svg", "kiều/3.webp", ".hidden"):
        (folder / name).write_bytes(b"x")
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (tmp_path / "books-private").mkdir()
    (tmp_path / "books-private" / "4.jpg").write_bytes(b"secret")
    return folder


@pytest.mark.parametrize("image", ["1.jpg", "2.PNG", "kiều/3.webp", "./1.jpg", "kiều/../1.jpg"])
def test_an_image_of_the_folder_is_found(root: Path, image: str) -> None:
    assert image_path(root, image) == (root / image).resolve()


@pytest.mark.parametrize(
    "image",
    [
        None,
        "",
        ".",
        "kiều",
        "missing.jpg",
        # Other files.
        "notes.txt", "page.svg", ".hidden",
        # Out of the folder.
        "../secret.jpg", "kiều/../../secret.jpg", "../books-private/4.jpg", "/etc/passwd",
        "..", "../books/../secret.jpg", "kiều/../../books-private/4.jpg",
        # What is no path.
        "1.jpg\x00", "\x00", "a" * 5000 + ".jpg", "\ud800.jpg", "1.jpg/x.jpg",
        "..\\secret.jpg", "file:///etc/passwd", "%2e%2e/secret.jpg",
    ],
)  # fmt: skip
def test_all_else_is_not_found(root: Path, image: str | None) -> None:
    with pytest.raises(NotFound):
        image_path(root, image)


def test_an_absolute_path_out_of_the_folder_is_not_found(root: Path) -> None:
    with pytest.raises(NotFound):
        image_path(root, str(root.parent / "secret.jpg"))


def test_a_link_out_of_the_folder_is_not_found(root: Path) -> None:
    (root / "link.jpg").symlink_to(root.parent / "secret.jpg")
    (root / "folder").symlink_to(root.parent)
    (root / "loop.jpg").symlink_to(root / "loop.jpg")
    for image in ("link.jpg", "folder/secret.jpg", "loop.jpg"):
        with pytest.raises(NotFound):
            image_path(root, image)


def test_a_link_cannot_make_an_image_of_another_file(root: Path) -> None:
    (root / "looks-like.jpg").symlink_to(root / "notes.txt")
    with pytest.raises(NotFound):
        image_path(root, "looks-like.jpg")


def test_links_within_the_folder_and_to_it_are_followed(root: Path) -> None:
    (root / "same.jpg").symlink_to(root / "1.jpg")
    (root.parent / "alias").symlink_to(root)
    assert image_path(root.parent / "alias", "same.jpg") == (root / "1.jpg").resolve()


def test_a_folder_that_is_gone_has_no_images(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        image_path(tmp_path / "gone", "1.jpg")


def test_only_kinds_that_carry_no_script_have_a_media_type() -> None:
    assert media_type("a.JPG") == "image/jpeg"
    assert {media_type(f"x{suffix}") for suffix in IMAGE_SUFFIXES} == {
        "image/jpeg", "image/png", "image/gif", "image/webp",
    }  # fmt: skip
    for other in ("a.svg", "a.html", "a", "", None, "jpg"):
        assert media_type(other) is None
