import os
from pathlib import Path

import pytest

from searchsvc.errors import NotFound
from searchsvc.images import IMAGE_SUFFIXES, ImageSource, has_image, image_source


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    (folder / "kiều").mkdir(parents=True)
    for name in (
        "1.jpg",
        "2.PNG",
        "notes.txt",
        "page.svg",
        "kiều/3.webp",
        ".hidden",
        "4.tif",
        "b.pdf",
    ):
        (folder / name).write_bytes(b"x")
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (tmp_path / "books-private").mkdir()
    (tmp_path / "books-private" / "4.jpg").write_bytes(b"secret")
    return folder


@pytest.mark.parametrize(
    "image", ["1.jpg", "2.PNG", "4.tif", "kiều/3.webp", "./1.jpg", "kiều/../1.jpg"]
)
def test_an_image_of_the_folder_is_found(root: Path, image: str) -> None:
    assert image_source(root, image) == ImageSource((root / image).resolve())


def test_a_page_of_a_pdf_is_found(root: Path) -> None:
    assert image_source(root, "b.pdf#12") == ImageSource((root / "b.pdf").resolve(), 12)


@pytest.mark.parametrize(
    "image",
    [
        None,
        "",
        ".",
        "kiều",
        "missing.jpg",
        # Other files.
        "notes.txt", "page.svg", ".hidden", "b.pdf", "1.jpg#1",
        # No page of a PDF.
        "b.pdf#", "b.pdf#0", "b.pdf#-1", "b.pdf#1#2", "b.pdf#x", "b.pdf#99999999", "b.pdf#١",
        "missing.pdf#1", "../b.pdf#1", "notes.txt#1",
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
        image_source(root, image)


def test_an_absolute_path_out_of_the_folder_is_not_found(root: Path) -> None:
    with pytest.raises(NotFound):
        image_source(root, str(root.parent / "secret.jpg"))


def test_a_link_out_of_the_folder_is_not_found(root: Path) -> None:
    (root / "link.jpg").symlink_to(root.parent / "secret.jpg")
    (root / "folder").symlink_to(root.parent)
    (root / "loop.jpg").symlink_to(root / "loop.jpg")
    for image in ("link.jpg", "folder/secret.jpg", "loop.jpg"):
        with pytest.raises(NotFound):
            image_source(root, image)


def test_a_link_cannot_make_an_image_of_another_file(root: Path) -> None:
    (root / "looks-like.jpg").symlink_to(root / "notes.txt")
    (root / "looks-like.pdf").symlink_to(root / "1.jpg")
    for image in ("looks-like.jpg", "looks-like.pdf#1"):
        with pytest.raises(NotFound):
            image_source(root, image)


def test_what_is_no_plain_file_is_not_found(root: Path) -> None:
    os.mkfifo(root / "pipe.jpg")
    (root / "zero.jpg").symlink_to("/dev/zero")
    for image in ("pipe.jpg", "zero.jpg"):
        with pytest.raises(NotFound):
            image_source(root, image)


def test_links_within_the_folder_and_to_it_are_followed(root: Path) -> None:
    (root / "same.jpg").symlink_to(root / "1.jpg")
    (root.parent / "alias").symlink_to(root)
    found = image_source(root.parent / "alias", "same.jpg")
    assert found.path == (root / "1.jpg").resolve()


def test_a_folder_that_is_gone_has_no_images(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        image_source(tmp_path / "gone", "1.jpg")


def test_images_are_told_by_name() -> None:
    assert all(has_image(f"x{suffix}") for suffix in IMAGE_SUFFIXES)
    assert has_image("a.JPG")
    assert has_image("Sách cũ.PDF#7")
    for other in ("a.svg", "a.html", "a.pdf", "a", "", None, "jpg", "a.svg#1"):
        assert not has_image(other)
