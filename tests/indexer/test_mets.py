"""METS: which files, in which order, are a book; and that no other file is ever read."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from indexer.formats import Source, discover
from indexer.formats.base import Found, id_from
from indexer.formats.frame import NOTE
from indexer.formats.images import NEEDS_OCR
from indexer.formats.local_files import local_file, local_folder
from indexer.formats.mets import read_mets
from searchsvc.domain import Item, Rights
from searchsvc.errors import RecordError
from searchsvc.images import image_source
from tests.indexer.alto import alto, page
from tests.indexer.hocr import page_xml, pline, region
from tests.indexer.marc import KIEU, marcxml
from tests.indexer.pictures import picture

HEAD = (
    '<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:m="http://www.loc.gov/mods/v3" xmlns:dc="http://purl.org/dc/elements/1.1/" {}>'
)
#: One that ends behind the bytes by which most files' format is told.
LONG_DOCTYPE = f"<!DOCTYPE mets [{''.join(f'<!ELEMENT e{at} ANY>' for at in range(400))}]>"


def mets(*parts: str, more: str = "") -> str:
    return HEAD.format(more) + "".join(parts) + "</mets>"


def described(content: str, name: str = "D1", kind: str = "MODS") -> str:
    wrap = f'<mdWrap MDTYPE="{kind}"><xmlData>{content}</xmlData></mdWrap>'
    return f'<dmdSec ID="{name}">{wrap}</dmdSec>'


def titled(title: str) -> str:
    return f"<m:mods><m:titleInfo><m:title>{title}</m:title></m:titleInfo></m:mods>"


def group(use: str, *hrefs: str) -> str:
    """A group of files whose ids are `USE0`, `USE1` and so on."""
    files = "".join(
        f'<file ID="{use}{at}" MIMETYPE="{"image/jpeg" if href.endswith("jpg") else "text/xml"}">'
        f'<FLocat LOCTYPE="URL" xlink:href="{href}"/></file>'
        for at, href in enumerate(hrefs)
    )
    return f'<fileGrp USE="{use}">{files}</fileGrp>'


def files(*groups: str) -> str:
    return f"<fileSec>{''.join(groups)}</fileSec>"


def div(*ids: str, more: str = "") -> str:
    pointers = "".join(f'<fptr FILEID="{name}"/>' for name in ids)
    return f'<div TYPE="page" {more}>{pointers}</div>'


def physical(*divs: str) -> str:
    inner = "".join(divs)
    return f'<structMap TYPE="PHYSICAL"><div TYPE="physSequence">{inner}</div></structMap>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "nam phong 7"
    (folder / "ocr").mkdir(parents=True)
    return folder


def read(folder: Path, content: str) -> tuple[Item | None, list[str]]:
    """The item, if there is one, and why something was rejected."""
    file = folder / "mets.xml"
    file.write_text(content)
    records = list(read_mets(file, "an-id", 10_000_000))
    items = [record.item for record in records if isinstance(record, Found)]
    assert len(items) <= 1
    errors = [record for record in records if isinstance(record, RecordError)]
    reasons = [f"{Path(error.place).name}: {error.reason}" for error in errors]
    return items[0] if items else None, reasons


def item_of(folder: Path, content: str) -> Item:
    item, reasons = read(folder, content)
    assert item and not reasons, reasons
    return item


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / "ocr" / f"{name}.xml").write_text(alto(page(text)))


class TestPages:
    def test_order_labels_texts_and_images(self, folder: Path) -> None:
        write(folder, a="một", b="hai")
        picture(folder / "a.jpg", 100, 160)
        item = item_of(
            folder,
            mets(
                files(group("FULLTEXT", "ocr/b.xml", "ocr/a.xml"), group("DEFAULT", "a.jpg")),
                physical(
                    div("FULLTEXT1", "DEFAULT0", more='ORDERLABEL="iv"'),
                    div("FULLTEXT0", more='LABEL=" Bìa  sau " ORDERLABEL=" - "'),
                ),
            ),
        )
        assert [(p.number, p.label, p.text, p.image) for p in item.pages] == [
            (1, "iv", "một", "a.jpg"),
            (2, "Bìa sau", "hai", None),
        ]
        assert (item.id, item.metadata.title) == ("an-id", "nam phong 7")

    @pytest.mark.parametrize(
        ("orders", "texts"),
        [(("2", "1"), ["hai", "một"]), (("1", "1"), ["một", "hai"]), (("2", "x"), ["một", "hai"])],
    )
    def test_order_is_stated_or_that_of_the_file(
        self, folder: Path, orders: tuple[str, str], texts: list[str]
    ) -> None:
        write(folder, a="một", b="hai")
        divs = [div(f"G{at}", more=f'ORDER="{order}"') for at, order in enumerate(orders)]
        item = item_of(folder, mets(files(group("G", "ocr/a.xml", "ocr/b.xml")), physical(*divs)))
        assert [page.text for page in item.pages] == texts

    def test_pointers_to_areas_and_pages_of_no_type(self, folder: Path) -> None:
        write(folder, a="một")
        area = '<div><fptr><seq><area FILEID="G0"/></seq></fptr></div>'
        item = item_of(folder, mets(files(group("G", "ocr/a.xml")), physical(area)))
        assert item.pages[0].text == "một"

    def test_covers_and_foldouts_are_pages_too(self, folder: Path) -> None:
        write(folder, a="bìa", b="một", c="bản đồ", d="hai")
        picture(folder / "all.jpg", 10, 16)
        whole = group("P", "all.pdf").replace("text/xml", "application/pdf")
        groups = files(group("G", *(f"ocr/{name}.xml" for name in "abcd"), "all.jpg"), whole)
        block = div("G1").replace('TYPE="page"', 'TYPE="block"')
        parts = (
            '<div TYPE="cover"><fptr FILEID="G0"/></div>',
            f'<div TYPE="chapter"><fptr FILEID="G4"/>{div("G1")[:-6]}{block}</div>',
            '<div TYPE="foldout"><fptr FILEID="G2"/></div></div>',
            '<div TYPE="download"><fptr FILEID="P0"/></div>',
            div("G3"),
        )
        item = item_of(folder, mets(groups, physical(*parts)))
        assert [page.text for page in item.pages] == ["bìa", "một", "bản đồ", "hai"]

    def test_the_first_file_with_text_is_read(self, folder: Path) -> None:
        write(folder, empty="", a="một", b="hai")
        (folder / "ocr" / "page.xml").write_text(page_xml(region(pline())))
        (folder / "ocr" / "tei.xml").write_text("<TEI/>")
        hrefs = [f"ocr/{name}.xml" for name in ("tei", "page", "empty", "gone", "a", "b")]
        groups = files(group("G", *hrefs))
        item = item_of(folder, mets(groups, physical(div(*(f"G{n}" for n in range(6))))))
        assert [page.text for page in item.pages] == ["một"]

    def test_several_pages_of_one_file(self, folder: Path) -> None:
        (folder / "all.xml").write_text(alto(page("một"), page("hai")))
        groups = files(group("G", "all.xml"))
        content = mets(groups, physical(div("G0"), div("G0"), div("G0")))
        item, (reason,) = read(folder, content)
        assert item and [page.text for page in item.pages] == ["một", "hai"]
        assert "page 3: 'all.xml' has no more than 2 pages" in reason

    def test_the_image_to_present_goes_before_others(self, folder: Path) -> None:
        write(folder, a="một")
        for name in ("a", "b", "c", "d"):
            picture(folder / f"{name}.jpg", 10, 16)
        (folder / "x.tif").touch()
        uses = {"THUMBS": "a.jpg", "IMG": "b.jpg", "PRESENTATION": "c.jpg", "TIFF": "x.tif"}
        ids = [f"{use}0" for use in uses]
        for gone, expected in ((None, "c.jpg"), ("PRESENTATION0", "b.jpg"), ("IMG0", "a.jpg")):
            ids = [name for name in ids if name != gone]
            groups = files(group("G", "ocr/a.xml"), *(group(u, h) for u, h in uses.items()))
            assert (
                item_of(folder, mets(groups, physical(div("G0", *ids)))).pages[0].image == expected
            )
        only_tiff = mets(groups, physical(div("G0", "TIFF0")))
        assert item_of(folder, only_tiff).pages[0].image == "x.tif"

    def test_images_in_folders_below_are_found_by_the_service(self, folder: Path) -> None:
        picture(folder / "ocr" / "trang 1.jpg", 10, 16)
        groups = files(group("G", "ocr/trang%201.jpg"))
        (only,) = item_of(folder, mets(groups, physical(div("G0")))).pages
        assert image_source(folder, only.image).path == folder / "ocr" / "trang 1.jpg"

    def test_images_alone_need_ocr(self, folder: Path) -> None:
        picture(folder / "a.jpg", 10, 16)
        item = item_of(folder, mets(files(group("G", "a.jpg")), physical(div("G0"))))
        (only,) = item.pages
        assert (only.text, only.image, only.extra) == ("", "a.jpg", {NEEDS_OCR: True})

    def test_a_page_whose_text_is_broken_keeps_its_image(self, folder: Path) -> None:
        picture(folder / "a.jpg", 10, 16)
        (folder / "b.xml").write_text("<alto>")
        groups = files(group("G", "a.jpg"), group("F", "b.xml"))
        item, (reason,) = read(folder, mets(groups, physical(div("G0", "F0"))))
        assert item and item.pages[0].extra == {NEEDS_OCR: True}
        assert "page 1: 'b.xml' is not readable as alto" in reason

    def test_frames_are_checked_against_images(self, folder: Path) -> None:
        picture(folder / "a.jpg", 160, 100)
        write(folder, a="một")
        groups = files(group("F", "ocr/a.xml"), group("G", "a.jpg"))
        (only,) = item_of(folder, mets(groups, physical(div("F0", "G0")))).pages
        assert (only.width, only.height) == (1600, 1000)
        assert "swapped" in only.extra[NOTE]

    def test_a_page_without_any_file_is_rejected_and_the_others_keep_their_numbers(
        self, folder: Path
    ) -> None:
        write(folder, a="một", b="hai")
        groups = files(group("G", "ocr/a.xml", "gone.xml", "ocr/b.xml"))
        content = mets(groups, physical(div("G0"), div("G1"), div(), div("G2")))
        item, reasons = read(folder, content)
        assert item and [page.number for page in item.pages] == [1, 4]
        assert "page 2: 'gone.xml' is not there" in reasons[0]
        assert "page 3: none of its files is there" in reasons[1]

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("", "empty"),
            ("<alto/>", "root element is alto"),
            ("<mets>" * 1000, "depth|Excessive"),
            (mets(), "no physical structure"),
            (mets(physical()), "has 0 pages"),
            (mets(physical(div())), "no page could be read"),
            (mets(titled("x"))[:-9], "expected|mismatch|end"),
        ],
    )
    def test_what_is_no_book(self, folder: Path, content: str, reason: str) -> None:
        item, reasons = read(folder, content)
        assert item is None
        assert any(part in reasons[-1] for part in reason.split("|")), reasons


class TestMetadata:
    @staticmethod
    def read_one(folder: Path, *parts: str, more: str = "") -> Item:
        write(folder, a="một")
        body = files(group("G", "ocr/a.xml")), physical(div("G0"))
        return item_of(folder, mets(*parts, *body, more=more))

    def test_the_outermost_part_that_has_a_title_speaks(self, folder: Path) -> None:
        logical = (
            '<structMap TYPE="LOGICAL"><div><mptr/><div DMDID="D3 D2"><div DMDID="D1"/></div></div>'
            "</structMap>"
        )
        sections = [described(titled("Chương 1")), described(titled("Sách"), "D2")]
        item = self.read_one(folder, *sections, described("<m:mods/>", "D3"), logical)
        assert item.metadata.title == "Sách"

    def test_without_a_logical_part_the_first_section_speaks(self, folder: Path) -> None:
        item = self.read_one(folder, described(titled("Sách")), described(titled("Khác"), "D2"))
        assert item.metadata.title == "Sách"

    def test_dublin_core(self, folder: Path) -> None:
        content = (
            "<dc:title>Sách</dc:title><dc:creator>Nguyễn Du</dc:creator><dc:type>Sách in</dc:type>"
            "<dc:date>in năm 1917</dc:date><dc:rights>Công cộng</dc:rights>"
        )
        known = self.read_one(folder, described(content, kind="DC")).metadata
        assert (known.title, known.creators, known.date) == ("Sách", ("Nguyễn Du",), "1917")
        assert (known.type, known.rights) == ("book", Rights.PUBLIC)

    def test_what_any_section_closes_is_closed(self, folder: Path) -> None:
        says = '<m:accessCondition type="restriction on access">{}</m:accessCondition>'
        parts = [
            described(titled(name).replace("</m:mods>", f"{says.format(said)}</m:mods>"), name)
            for name, said in (("D1", "none"), ("D2", "hạn chế"), ("D3", "tại chỗ"))
        ]
        known = self.read_one(folder, *parts).metadata
        assert (known.title, known.rights) == ("D1", Rights.RESTRICTED)

    def test_marc(self, folder: Path) -> None:
        known = self.read_one(folder, described(marcxml(KIEU), kind="MARC")).metadata
        assert known.title.startswith("Truyện Kiều")

    def test_label_and_object_id(self, folder: Path) -> None:
        item = self.read_one(folder, more='LABEL="Nam Phong" OBJID="urn:nbn:vn:1/2"')
        assert item.metadata.title == "Nam Phong"
        assert item.metadata.identifiers == ("urn:nbn:vn:1/2",)

    def test_a_metadata_file_beside_it_goes_before(self, folder: Path) -> None:
        values: dict[str, Any] = {
            "id": "np-7",
            "rights": "onsite",
            "pages": [{"number": 1, "label": "x"}],
        }
        (folder / "metadata.json").write_text(json.dumps(values))
        item = self.read_one(folder, described(titled("Sách")))
        assert (item.id, item.metadata.title) == ("np-7", "Sách")
        assert item.metadata.rights is Rights.ONSITE
        assert item.pages[0].label == "x"

    def test_a_metadata_file_that_cannot_be_read_rejects_the_item(self, folder: Path) -> None:
        (folder / "metadata.json").write_text("{")
        write(folder, a="một")
        item, (reason,) = read(folder, mets(files(group("G", "ocr/a.xml")), physical(div("G0"))))
        assert item is None and "not JSON" in reason


class TestHostile:
    @pytest.fixture
    def secret(self, folder: Path) -> Path:
        secret = folder.parent / "secret.xml"
        secret.write_text(alto(page("mật khẩu")))
        picture(folder.parent / "secret.jpg", 10, 16)
        (folder / "link.xml").symlink_to(secret)
        (folder / "out").symlink_to(folder.parent)
        return secret

    @pytest.mark.parametrize(
        "href",
        [
            "../secret.xml",
            "..%2Fsecret.xml",
            "..\\secret.xml",
            "ocr/../../secret.xml",
            "{secret}",
            "file://{secret}",
            "file:../secret.xml",
            "link.xml",
            "out/secret.xml",
        ],
    )
    def test_no_file_of_another_folder_is_read(self, folder: Path, secret: Path, href: str) -> None:
        write(folder, a="một")
        groups = files(group("G", href.format(secret=secret), "ocr/a.xml"))
        item, (reason,) = read(folder, mets(groups, physical(div("G0", "G1"))))
        assert item and [page.text for page in item.pages] == ["một"]
        assert "page 1" in reason and "leads out of the folder" in reason

    def test_no_image_of_another_folder_is_shown(self, folder: Path, secret: Path) -> None:
        write(folder, a="một")
        groups = files(group("G", "../secret.jpg", "out/secret.jpg"), group("F", "ocr/a.xml"))
        item, reasons = read(folder, mets(groups, physical(div("F0", "G0", "G1"))))
        assert item and item.pages[0].image is None
        assert len(reasons) == 2

    @pytest.mark.parametrize(
        "href", ["http://127.0.0.1:1/a.xml", "HTTPS://x/a.xml", "//x/a.xml", "ftp://x/a", "data:,x"]
    )
    def test_no_other_machine_is_asked(self, folder: Path, href: str) -> None:
        item, reasons = read(folder, mets(files(group("G", href)), physical(div("G0"))))
        assert item is None
        assert "is not read: only files beside it are" in reasons[0]

    @pytest.mark.parametrize(
        "href",
        ["", ".", "a\0b", "x" * 5000, "%00", "a/" * 3000, "%ff.xml"],
        ids=lambda h: repr(h[:9]),
    )
    def test_names_that_are_none(self, tmp_path: Path, href: str) -> None:
        with pytest.raises(ValueError, match="is not there"):
            local_file(tmp_path, href)
        assert local_folder(tmp_path, href) in {None, tmp_path, tmp_path.parent}

    def test_names_with_percent_signs_and_of_this_folder(self, tmp_path: Path) -> None:
        names = {"số 7.xml": "s%E1%BB%91%207.xml", "100%25.xml": "100%25.xml"}
        for name, href in names.items():
            (tmp_path / name).touch()
            for prefix in ("", "./", "file://./", f"file://{tmp_path}/"):
                assert local_file(tmp_path, prefix + href).name == name

    def test_a_file_as_an_entity_is_not_read(self, folder: Path, secret: Path) -> None:
        write(folder, a="một")
        head = f'<!DOCTYPE mets [<!ENTITY s SYSTEM "file://{secret}">]>'
        body = files(group("G", "ocr/a.xml")), physical(div("G0"))
        item, _ = read(folder, head + mets(described(titled("a &s;")), *body))
        assert "mật khẩu" not in str(item)

    @pytest.mark.timeout(60)
    def test_a_great_many_pages_of_the_same_broken_file(self, folder: Path) -> None:
        (folder / "b.xml").write_text("<alto>" + "<x/>" * 200_000)
        content = mets(files(group("G", "b.xml")), physical(*[div("G0")] * 5_000))
        began = time.process_time()
        item, reasons = read(folder, content)
        assert item is None and len(reasons) == 5_001
        assert time.process_time() - began < 20


class TestDiscovered:
    @pytest.fixture
    def book(self, folder: Path) -> Path:
        write(folder, a="một")
        content = mets(files(group("G", "ocr/a.xml")), physical(div("G0")))
        (folder / "mets.xml").write_text(content)
        return folder

    @staticmethod
    def found(path: Path) -> list[tuple[str, str, str]]:
        """Format, name, and what follows the name of the folder given in the id."""
        sources = list(discover([path]))
        assert all(isinstance(source, Source) for source in sources), sources
        given = f"{id_from(path.name)}."
        return [
            (source.format, source.path.name, source.item_id.removeprefix(given))
            for source in sources
            if isinstance(source, Source)
        ]

    def test_files_of_a_book_are_no_items(self, book: Path) -> None:
        (book / "ocr" / "a.txt").write_text("một")
        (book / "whole.txt").write_text("một")
        assert self.found(book.parent) == [("mets", "mets.xml", "nam-phong-7")]
        assert self.found(book) == [("mets", "mets.xml", "nam-phong-7")]
        assert self.found(book / "mets.xml") == [("mets", "mets.xml", "nam-phong-7")]

    def test_files_may_be_spelled_otherwise_than_on_the_disk(self, book: Path) -> None:
        content = mets(files(group("G", "OCR/A.XML")), physical(div("G0")))
        (book / "mets.xml").write_text(content)
        assert self.found(book.parent) == [("mets", "mets.xml", "nam-phong-7")]
        assert item_of(book, content).pages[0].text == "một"

    def test_what_is_of_no_book_is_an_item(self, book: Path) -> None:
        other = book / "other"
        other.mkdir()
        (other / "1.xml").write_text(alto(page("hai")))
        (book / "ocr" / "more.jsonl").write_text("")
        assert self.found(book.parent) == [
            ("mets", "mets.xml", "nam-phong-7"),
            ("records", "more.jsonl", "nam-phong-7.ocr.more"),
            ("alto", "other", "nam-phong-7.other"),
        ]

    def test_several_in_a_folder_have_their_own_names(self, book: Path) -> None:
        (book / "mets.xml").rename(book / "so-1.xml")
        (book / "so-2.xml").write_bytes((book / "so-1.xml").read_bytes())
        assert self.found(book.parent) == [
            ("mets", "so-1.xml", "nam-phong-7.so-1"),
            ("mets", "so-2.xml", "nam-phong-7.so-2"),
        ]

    @pytest.mark.parametrize("name", ["so-7.xml", "0000.xml", "9999.xml", "so-7.mets", "so-7"])
    @pytest.mark.parametrize("before", ["", f"<!--{'x' * 5_000}-->", LONG_DOCTYPE, "\ufeff\n"])
    @pytest.mark.parametrize("more", ["", f'x="{"x" * 5_000}"'])
    def test_a_book_by_any_name_has_the_pages_beside_it(
        self, folder: Path, name: str, before: str, more: str
    ) -> None:
        (folder / "0001.xml").write_text(alto(page("một")))
        (folder / "0002.xml").write_text(page_xml(region(pline())))
        groups = files(group("G", "0002.xml", "0001.xml"))
        (folder / name).write_text(before + mets(groups, physical(div("G0"), div("G1")), more=more))
        assert self.found(folder.parent) == [("mets", name, "nam-phong-7")]
        assert self.found(folder / name) == [("mets", name, "nam-phong-7")]
        (source,) = discover([folder])
        assert isinstance(source, Source)
        (found,) = source.read(10**6)
        assert isinstance(found, Found) and found.item.pages[1].text == "một"

    @pytest.mark.parametrize("name", ["mets.xml", "7_METS.xml"])
    @pytest.mark.parametrize("content", ["<mets>", "", "<broken"])
    def test_a_book_that_cannot_be_read_may_close_what_is_beside_and_below_it(
        self, book: Path, name: str, content: str
    ) -> None:
        (book / "mets.xml").unlink()
        (book / name).write_text(content)
        (book / "1.xml").write_text(alto(page("hai")))
        itself, pages = discover([book.parent])
        assert isinstance(itself, Source) and isinstance(pages, RecordError)
        assert all(isinstance(record, RecordError) for record in itself.read(10**6))
        assert pages.place == f"{book}/ocr"
        assert pages.reason == f"{name} above it is not understood, and may say that this is closed"

    @pytest.mark.parametrize("href", ["https://x.vn/ocr/a.xml", "alto/a.xml"])
    @pytest.mark.parametrize("says", ["hạn chế", "none"])
    def test_a_closed_book_closes_texts_that_it_names_elsewhere(
        self, book: Path, href: str, says: str
    ) -> None:
        condition = f'<m:accessCondition type="restriction on access">{says}</m:accessCondition>'
        mods = titled("Sách").replace("</m:mods>", f"{condition}</m:mods>")
        content = mets(described(mods), files(group("G", href)), physical(div("G0")))
        (book / "mets.xml").write_text(content)
        found = list(discover([book]))[1]
        assert isinstance(found, RecordError) == (says == "hạn chế")
        assert "mets.xml above it says restricted" in str(found) or says == "none"
        (book / "metadata.json").write_text('{"rights": "public"}')  # goes before what METS says
        assert isinstance(list(discover([book]))[1], Source)

    @pytest.mark.parametrize("href", ["../ocr/a.xml", "..%2Focr/a.xml", "x/../../ocr/a.xml"])
    @pytest.mark.parametrize("says", ["hạn chế", "none"])
    @pytest.mark.parametrize("name", ["mets.xml", "so-7.xml", "so-7.mets"])
    def test_a_closed_book_closes_texts_that_it_names_beside_its_folder(
        self, book: Path, href: str, says: str, name: str
    ) -> None:
        condition = f'<m:accessCondition type="restriction on access">{says}</m:accessCondition>'
        mods = titled("Sách").replace("</m:mods>", f"{condition}</m:mods>")
        (book / "mets.xml").unlink()
        (book / "z").mkdir()
        content = mets(described(mods), files(group("G", href)), physical(div("G0")))
        (book / "z" / name).write_text(content)
        (found,) = (f for f in discover([book]) if not isinstance(f, Source) or f.format == "alto")
        assert isinstance(found, RecordError) == (says == "hạn chế")
        reason = f"{name} in z names it, says restricted, and must stand above it"
        assert reason in str(found) or says == "none"
        (book / "ocr" / "metadata.json").write_text('{"rights": "public"}')
        assert all(isinstance(found, Source) for found in discover([book]))
