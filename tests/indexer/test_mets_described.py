"""METS: descriptions in files beside it, and what it says of rights."""

from pathlib import Path

import pytest

from indexer.formats import Source, discover
from indexer.formats.mets import metadata_of
from searchsvc.domain import Item, Rights
from searchsvc.errors import RecordError
from tests.indexer.alto import alto, page
from tests.indexer.folders import DC, MODS, write
from tests.indexer.folders import read as read_folder
from tests.indexer.marc import KIEU, iso2709, marcxml
from tests.indexer.test_mets import described, div, files, group, mets, physical, read, titled

CLOSING = '<accessCondition type="restriction on access">{}</accessCondition></mods>'
RIGHTS = "http://cosimo.stanford.edu/sdr/metsrights/"
PREMIS = "http://www.loc.gov/premis/v3"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "b", ocr___a__xml=alto(page("một")))


def book(*sections: str) -> str:
    return mets(*sections, files(group("G", "ocr/a.xml")), physical(div("G0")))


def reference(href: str, kind: str = 'MDTYPE="MODS"', place: str = 'LOCTYPE="URL"') -> str:
    return f'<mdRef {place} {kind} xlink:href="{href}"/>'


def section(content: str, name: str = "D1") -> str:
    return f'<dmdSec ID="{name}">{content}</dmdSec>'


def on_rights(*contents: str) -> str:
    wrapped = (
        f'<rightsMD ID="R{at}"><mdWrap MDTYPE="OTHER"><xmlData>{content}</xmlData></mdWrap>'
        "</rightsMD>"
        for at, content in enumerate(contents)
    )
    return f"<amdSec>{''.join(wrapped)}</amdSec>"


def declared(*contexts: str, category: str = "LICENSED", words: str = "") -> str:
    """METSRights."""
    said = f"<RightsDeclaration>{words}</RightsDeclaration>" if words else ""
    inner = f"{said}{''.join(contexts)}"
    root = f'RightsDeclarationMD xmlns="{RIGHTS}" RIGHTSCATEGORY="{category}"'
    return f"<{root}>{inner}</RightsDeclarationMD>"


def context(
    permissions: str = "", who: str = "GENERAL PUBLIC", limit: str = "", more: str = ""
) -> str:
    limits = f'<Constraints CONSTRAINTTYPE="{limit}"/>' if limit else ""
    permitted = f"<Permissions {permissions}/>" if permissions else ""
    return f'<Context CONTEXTCLASS="{who}" {more}>{permitted}{limits}</Context>'


def granted(act: str, *restrictions: str, note: str = "", space: str = PREMIS) -> str:
    """PREMIS."""
    inner = "".join(f"<restriction>{text}</restriction>" for text in restrictions)
    noted = f"<rightsGrantedNote>{note}</rightsGrantedNote>" if note else ""
    grant = f"<rightsGranted><act>{act}</act>{inner}{noted}</rightsGranted>"
    basis = "<rightsBasis>copyright</rightsBasis>"
    return f'<rightsStatement xmlns="{space}">{basis}{grant}</rightsStatement>'


def open_item(folder: Path, content: str) -> Item:
    item, reasons = read(folder, content)
    assert item and not reasons, reasons
    return item


class TestFilesBeside:
    @pytest.mark.parametrize(
        ("name", "content", "kind"),
        [
            ("md/7.xml", MODS, 'MDTYPE="MODS"'),
            ("md/7.xml", DC.replace("restricted", "public"), 'MDTYPE="DC"'),
            ("md/7.xml", marcxml(KIEU), 'MDTYPE="MARC"'),
            ("md/7.xml", marcxml(KIEU), 'MDTYPE="OTHER" OTHERMDTYPE="MARCXML"'),
            ("md/7.mrc", iso2709(KIEU), 'MDTYPE="MARC"'),
            ("md/số 7.xml", MODS, 'MDTYPE="MODS"'),
        ],
    )
    def test_a_file_beside_describes_the_book_and_is_no_item(
        self, folder: Path, name: str, content: str | bytes, kind: str
    ) -> None:
        write(folder, **{name.replace("/", "___"): content})
        href = name.replace("số 7", "s%E1%BB%91%207")
        write(folder, mets__xml=book(section(reference(href, kind))))
        items, errors = read_folder(folder.parent)
        assert (list(items), errors) == (["b"], [])
        assert items["b"].metadata.title.startswith("Truyện Kiều")

    @pytest.mark.parametrize("name", ["mods.xml", "metadata.xml", "tk.mrc"])
    def test_a_name_that_describes_a_folder_describes_the_book_that_names_it(
        self, folder: Path, name: str
    ) -> None:
        content = iso2709(KIEU) if name == "tk.mrc" else MODS
        write(folder, **{f"md___{name}": content, "md___x___1__txt": "hai"})
        write(folder, mets__xml=book(section(reference(f"md/{name}"))))
        items, errors = read_folder(folder.parent)
        assert (sorted(items), errors) == (["b", "b.md.x.1"], [])

    def test_what_is_wrapped_goes_before_what_is_beside(self, folder: Path) -> None:
        wrapped = described(titled("Sách"))[:-9] + reference("gone.xml") + "</dmdSec>"
        assert open_item(folder, book(wrapped)).metadata.title == "Sách"

    def test_what_is_wrapped_and_says_nothing_does_not(self, folder: Path) -> None:
        write(folder, x__xml=MODS)
        binary = '<mdWrap MDTYPE="MARC"><binData>AAAA</binData></mdWrap>'
        item = open_item(folder, book(section(reference("x.xml") + binary)))
        assert item.metadata.title == "Truyện Kiều"

    @pytest.mark.parametrize(
        ("says", "rights"), [("hạn chế", Rights.RESTRICTED), ("chỉ cho người quen", "metadata")]
    )
    def test_what_it_closes_is_closed(self, folder: Path, says: str, rights: str) -> None:
        write(folder, x__xml=MODS.replace("</mods>", CLOSING.format(says)))
        content = book(described(titled("Sách")), section(reference("x.xml"), "D2"))
        metadata = open_item(folder, content).metadata
        assert (metadata.title, metadata.rights) == ("Sách", rights)
        (folder / "mets.xml").write_text(content)
        assert metadata_of(folder / "mets.xml", 10**6).rights == rights

    @pytest.mark.parametrize(
        ("href", "reason"),
        [
            ("gone.xml", "'gone.xml' is not there"),
            ("../out.xml", "'../out.xml' is not read: it leads out of the folder"),
            ("..%2Fout.xml", "leads out of the folder"),
            ("link.xml", "leads out of the folder"),
            ("broken.xml", "broken.xml: cannot be read from here on"),
            ("notes.xml", "notes.xml: neither MARCXML, Dublin Core nor MODS"),
            ("two.xml", "two.xml: describes more than one item"),
            ("ocr", "'ocr' is not there"),
        ],
    )
    def test_one_that_cannot_be_read_may_close_the_book(
        self, folder: Path, href: str, reason: str
    ) -> None:
        (folder.parent / "out.xml").write_text(MODS)
        (folder / "link.xml").symlink_to(folder.parent / "out.xml")
        write(folder, broken__xml=MODS[:-9], notes__xml="<notes/>")
        write(folder, two__xml=f"<modsCollection>{MODS}{MODS}</modsCollection>")
        content = book(described(titled("Sách")), section(reference(href), "D2"))
        item, (error,) = read(folder, content)
        assert item is None
        assert "D2: " in error and reason in error
        assert "may say that this is closed (METS and metadata.json)" in error
        # What stands beside METS goes before, and the file is said to be wrong all the same.
        (folder / "metadata.json").write_text('{"rights": "public"}')
        item, (error,) = read(folder, content)
        assert item and item.metadata.title == "Sách"
        assert error.startswith("mets.xml: D2: ") and reason in error

    @pytest.mark.parametrize(
        "named",
        [
            reference("https://127.0.0.1:1/mods.xml"),
            reference("//x/mods.xml"),
            reference("urn:nbn:vn:7"),
            reference("123456789/7", place='LOCTYPE="HANDLE"'),
            reference("ead.xml", 'MDTYPE="EAD"'),
            reference("license.txt", 'MDTYPE="OTHER" OTHERMDTYPE="DSpaceDepositLicense"'),
            reference("", 'MDTYPE="MODS"'),
            '<mdRef LOCTYPE="URL" MDTYPE="MODS"/>',
        ],
    )
    def test_what_is_elsewhere_or_of_another_kind_is_left_aside(
        self, folder: Path, named: str
    ) -> None:
        assert open_item(folder, book(section(named))).metadata.title == "b"

    @pytest.mark.timeout(60)
    def test_a_great_many_sections_of_the_same_broken_file(self, folder: Path) -> None:
        (folder / "x.xml").write_text("<mods>" + "<x/>" * 200_000)
        sections = [section(reference("x.xml"), f"D{at}") for at in range(5_000)]
        item, reasons = read(folder, book(*sections))
        assert item is None and len(reasons) == 1


class TestRights:
    @pytest.mark.parametrize(
        ("contexts", "rights"),
        [
            ([context('DISCOVER="true" DISPLAY="true"')], Rights.PUBLIC),
            ([context('DISPLAY="1" COPY="false"', limit="RE-USE")], Rights.PUBLIC),
            ([context('DISCOVER="true" DISPLAY="false"')], Rights.METADATA),
            ([context('DISCOVER="true"')], Rights.METADATA),
            ([context('DISCOVER="false" DISPLAY="false"')], Rights.RESTRICTED),
            ([context('DISCOVER="0"')], Rights.RESTRICTED),
            ([context('DISPLAY="true"', "REPOSITORY MGR")], Rights.METADATA),
            ([context('DISPLAY="true"', "MANAGED GRP"), context('DISPLAY="true"')], Rights.PUBLIC),
            ([context('DISPLAY="true"'), context('DISPLAY="false"')], Rights.METADATA),
            ([context('DISPLAY="true"', more='in-effect="false"')], Rights.METADATA),
            ([context('DISPLAY="true"', limit="TIME")], Rights.METADATA),
            ([context(limit="ATTRIBUTION")], Rights.METADATA),
            ([], Rights.METADATA),
        ],
    )
    def test_what_the_general_public_is_not_permitted_is_closed(
        self, folder: Path, contexts: list[str], rights: Rights
    ) -> None:
        item = open_item(folder, book(described(titled("Sách")), on_rights(declared(*contexts))))
        assert (item.metadata.title, item.metadata.rights) == ("Sách", rights)

    @pytest.mark.parametrize(
        ("contexts", "rights"),
        [
            ([], Rights.PUBLIC),
            ([context(limit="RE-USE")], Rights.PUBLIC),
            ([context('DELETE="true"', "REPOSITORY MGR")], Rights.PUBLIC),
            ([context('DISPLAY="false"')], Rights.METADATA),
            ([context('DISCOVER="false"')], Rights.RESTRICTED),
        ],
    )
    def test_what_is_in_the_public_domain_is_open_unless_it_is_said_to_be_closed(
        self, folder: Path, contexts: list[str], rights: Rights
    ) -> None:
        said = on_rights(declared(*contexts, category="PUBLIC DOMAIN"))
        assert open_item(folder, book(said)).metadata.rights is rights

    @pytest.mark.parametrize(
        ("said", "rights", "words"),
        [
            ("<dc:rights>hạn chế</dc:rights>", Rights.RESTRICTED, {}),
            ("<dc:rights>© 1917</dc:rights>", "public", {"rights_as_catalogued": ["© 1917"]}),
            (
                '<m:mods><m:accessCondition type="restriction on access">Đọc tại chỗ'
                "</m:accessCondition></m:mods>",
                Rights.ONSITE,
                {"access_condition": "Đọc tại chỗ"},
            ),
            (
                "<m:accessCondition>tại chỗ</m:accessCondition>",
                Rights.ONSITE,
                {"access_condition": "tại chỗ"},
            ),
            ('<dv:rights xmlns:dv="http://dfg-viewer.de/"><dv:owner>A</dv:owner></dv:rights>',
             Rights.PUBLIC, {}),
            (declared(context('DISPLAY="true"'), words="hạn chế"), Rights.RESTRICTED, {}),
            (
                declared(context('DISPLAY="true"'), words="Của  thư viện"),
                Rights.PUBLIC,
                {"rights_as_catalogued": ["Của thư viện"]},
            ),
        ],
    )  # fmt: skip
    def test_words_mean_what_they_mean_elsewhere(
        self, folder: Path, said: str, rights: str, words: dict[str, object]
    ) -> None:
        metadata = open_item(folder, book(described(titled("Sách")), on_rights(said))).metadata
        assert (metadata.rights, metadata.extra) == (rights, words)

    @pytest.mark.parametrize(
        ("said", "rights"),
        [
            (granted("disseminate"), Rights.PUBLIC),
            (granted("disseminate", "Allow"), Rights.PUBLIC),
            (granted("Disseminate", "No restrictions."), Rights.PUBLIC),
            (granted("disseminate", "Disallow"), Rights.METADATA),
            (granted("use", "Conditional"), Rights.METADATA),
            (granted("use", "Allow", "after one year"), Rights.METADATA),
            (granted("disseminate", "Disallow", space="info:lc/xmlns/premis-v2"), Rights.METADATA),
            (granted("disseminate", "tại chỗ"), Rights.ONSITE),
            (granted("disseminate", "tại chỗ", "after one year"), Rights.ONSITE),
            (granted("disseminate", "public", "after one year"), Rights.METADATA),
            (granted("disseminate", "Disallow", note="public"), Rights.METADATA),
            (granted("disseminate", "Disallow", note="hạn chế"), Rights.RESTRICTED),
            (granted("use", note="hạn chế"), Rights.RESTRICTED),
            # Upkeep, which readers see nothing of.
            (granted("migrate", "Disallow"), Rights.PUBLIC),
            (granted("replicate", note="hạn chế"), Rights.PUBLIC),
            (granted("migrate") + granted("disseminate", "Disallow"), Rights.METADATA),
            ("<rights xmlns='p'><permissionStatement><permissionGranted><act>use</act>"
             "<restriction>no</restriction></permissionGranted></permissionStatement></rights>",
             Rights.METADATA),
        ],
    )  # fmt: skip
    def test_what_may_not_be_passed_on_freely_is_closed(
        self, folder: Path, said: str, rights: Rights
    ) -> None:
        item = open_item(folder, book(described(titled("Sách")), on_rights(said)))
        assert (item.metadata.title, item.metadata.rights) == ("Sách", rights)

    def test_what_a_grant_notes_is_kept(self, folder: Path) -> None:
        said = on_rights(granted("use", "Disallow", note="Hỏi gia đình tác giả"))
        extra = open_item(folder, book(said)).metadata.extra
        assert extra == {"rights_as_catalogued": ["Hỏi gia đình tác giả"]}

    def test_the_narrowest_of_all_sections_counts(self, folder: Path) -> None:
        public = declared(context('DISPLAY="true"'))
        said = on_rights(public, "<dc:rights>tại chỗ</dc:rights>", declared())
        assert open_item(folder, book(said)).metadata.rights is Rights.ONSITE
        closed = MODS.replace("</mods>", CLOSING.format("hạn chế"))
        item = open_item(folder, book(described(closed), on_rights(public)))
        assert item.metadata.rights is Rights.RESTRICTED

    @pytest.mark.parametrize(
        ("said", "kind"),
        [
            (declared(context('DISPLAY="false"')), 'MDTYPE="OTHER" OTHERMDTYPE="METSRights"'),
            (granted("disseminate", "Disallow"), 'MDTYPE="PREMIS:RIGHTS"'),
        ],
    )
    def test_they_may_stand_in_a_file_beside(self, folder: Path, said: str, kind: str) -> None:
        write(folder, r__xml=said)
        named = reference("r.xml", kind)
        content = book(f'<amdSec><rightsMD ID="R1">{named}</rightsMD></amdSec>')
        assert open_item(folder, content).metadata.rights is Rights.METADATA
        (folder / "r.xml").write_text("<broken")
        item, (error,) = read(folder, content)
        assert item is None and "R1: r.xml: " in error

    def test_a_metadata_file_beside_goes_before(self, folder: Path) -> None:
        (folder / "metadata.json").write_text('{"rights": "public"}')
        item = open_item(folder, book(on_rights(declared(context('DISPLAY="false"')))))
        assert item.metadata.rights is Rights.PUBLIC

    def test_they_close_folders_below_too(self, folder: Path) -> None:
        write(folder, khac___1__txt="hai")
        write(folder, mets__xml=book(on_rights(declared(context('DISCOVER="false"')))))
        itself, below = discover([folder])
        assert isinstance(itself, Source) and isinstance(below, RecordError)
        assert below.reason.startswith("mets.xml above it says restricted")
