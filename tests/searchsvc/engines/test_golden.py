"""What queries mean and find: query → tree → items of a small shelf, by every engine.

A row is the query, its tree in the notation of `tests.searchsvc.queries`, the ids that it finds on
the `SHELF` (`*`: all), and where there are any what its notices say was ignored, or their codes.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from searchsvc.engines.base import SearchEngine
from searchsvc.requests import Marks, Mode
from tests.searchsvc.engines.makers import EmbeddedMaker, OracleMaker, asked, filled
from tests.searchsvc.engines.shelf import NAMES, SHELF
from tests.searchsvc.queries import notices, tree

Row = tuple[str, str, str] | tuple[str, str, str, str]

TABLE: list[Row] = [
    # Nothing typed; one word; several.
    ("", "everything", "*"),
    (" \t\n", "everything", "*"),
    ("kiều", "kiều", "kieu nom"),
    ("Kiều", "kiều", "kieu nom"),
    ("KIỀU", "kiều", "kieu nom"),
    ("kiê\u0300u", "kiều", "kieu nom"),
    ("kieu", "kieu", "kieu nom"),
    ("thư viện", "(thư & viện)", "nam-phong luat so bare"),
    ("thư vien", "(thư & vien)", "nam-phong luat so bare"),
    ("thu vien", "(thu & vien)", "nam-phong luat so bare"),
    ("đường", "đường", "bare duong"),
    ("duong", "duong", "bare duong"),
    ("hoà", "hòa", "hoa"),
    ("hòa", "hòa", "hoa"),
    ("chữ tài mệnh", "(chữ & tài & mệnh)", "kieu"),
    ("văn thư", "(văn & thư)", ""),
    ("tạp-chí", "(tạp & chí)", "nam-phong"),
    ("tạp chí", "(tạp & chí)", "nam-phong"),
    ("tạp\u2011chí", "(tạp & chí)", "nam-phong"),
    ("quốc-ngữ", "(quốc & ngữ)", "nam-phong"),
    # Numbers, codes, identifiers, Hán and Nôm.
    ("1/8/2014", '"1 8 2014"', "luat"),
    ("8/1/2014", '"8 1 2014"', ""),
    ("2175/QĐ-BVHTTDL", '"2175 qđ bvhttdl"', "luat"),
    ("2175 QĐ", "(2175 & qđ)", "luat"),
    ("1.250", "1250", "luat"),
    ("1250", "1250", "luat"),
    ("COVID-19", '"covid 19"', "fr"),
    ("978-604-2-12345-6", '"978 604 2 12345 6"', "kieu"),
    ("𤾓𢆥", '"𤾓 𢆥"', "nom"),
    ("𢆥𤾓", '"𢆥 𤾓"', ""),
    ("𠊛", "𠊛", "nom"),
    ("http://bnf.fr/a?b=1", '"http bnf fr a b 1"', "fr"),
    ("thư,viện", '"thư viện"', "nam-phong luat so bare"),
    # Phrases with every kind of quote.
    ('"thư viện"', '"thư viện"', "nam-phong luat so bare"),
    ("“thư viện”", '"thư viện"', "nam-phong luat so bare"),
    ("„thư viện“", '"thư viện"', "nam-phong luat so bare"),
    ("«thư viện»", '"thư viện"', "nam-phong luat so bare"),
    ("»thư viện«", '"thư viện"', "nam-phong luat so bare"),
    ("″thư viện″", '"thư viện"', "nam-phong luat so bare"),
    ('"thư viện”', '"thư viện"', "nam-phong luat so bare"),
    ('"thu vien"', '"thu vien"', "nam-phong luat so bare"),
    ('"thư vien số"', '"thư vien số"', "so"),
    ('"viện thư"', '"viện thư"', ""),
    ('"chuyển đổi số"', '"chuyển đổi số"', "luat"),
    ('"Nam Phong"', '"nam phong"', "nam-phong"),
    ('"tạp-chí"', '"tạp chí"', "nam-phong"),
    ('"Quỳnh Phạm"', '"quỳnh phạm"', ""),
    ('"AND OR"', '"and or"', ""),
    ('a"thư viện"số', '(a & "thư viện" & số)', ""),
    ('"kiều"', "kiều", "kieu nom"),
    # Near phrases.
    ('"thư viện"~0', '"thư viện"', "nam-phong luat so bare"),
    ('"thư viện"~1', '"thư viện"~1', "nam-phong luat so bare"),
    ('"thư viện"~2', '"thư viện"~2', "nam-phong luat so bare"),
    ('"thư viện"~3', '"thư viện"~3', "nam-phong luat so bare"),
    ('"thư trưởng"~2', '"thư trưởng"~2', ""),
    ('"thư trưởng"~3', '"thư trưởng"~3', "so"),
    ('"thu truong"~3', '"thu truong"~3', "so"),
    ('"viện thư"~1', '"viện thư"~1', ""),
    ('"viện thư"~2', '"viện thư"~2', "nam-phong luat so bare"),
    ('"thư gửi trưởng"~1', '"thư gửi trưởng"~1', ""),
    ('"thư gửi trưởng"~2', '"thư gửi trưởng"~2', "so"),
    ('title:"kim kiều"~1', 'title:"kim kiều"~1', "nom"),
    ('"thư viện"~999999999999', '"thư viện"~50', "nam-phong luat so bare"),
    ('"thư viện" ~2', '("thư viện" & 2)', ""),
    # Signs.
    ("+thư -viện", "(thư & !viện)", ""),
    ("thư -viện", "(thư & !viện)", ""),
    ('-"thư viện" thư', '(thư & !"thư viện")', ""),
    ("+sông -đê", "(sông & !đê)", "map"),
    ("-sông đê", "(đê & !sông)", ""),
    ("sông + đê - lũ", "(sông & đê & lũ)", "de"),
    ("-tạp-chí nam", "(nam & !(tạp & chí))", "kieu"),
    ("-kieu nguyễn", "(nguyễn & !kieu)", "tien"),
    ("--sông", "sông", "map de"),
    ("+-sông", "sông", "map de"),
    ("+(sông đê)", "(sông & đê)", "de"),
    ("sông -(đê lũ)", "(sông & !(đê & lũ))", "map"),
    ("-(sông OR thư) có", "(có & !(sông | thư))", "duong"),
    ("sông -()", "sông", "map de"),
    ("sông - (đê)", "(sông & đê)", "de"),
    ("-năm:1900 sông", "(sông & !year:1900..1900)", "map"),
    # Operators in both languages: OR binds least, NOT most.
    ("kiều AND thơ", "(kiều & thơ)", "kieu"),
    ("kiều VÀ thơ", "(kiều & thơ)", "kieu"),
    ("kiều OR sông", "(kiều | sông)", "kieu nom map de"),
    ("kiều HOẶC sông", "(kiều | sông)", "kieu nom map de"),
    ("nguyễn NOT kiều", "(nguyễn & !kiều)", "tien"),
    ("nguyễn KHÔNG kiều", "(nguyễn & !kiều)", "tien"),
    ("nguyễn AND NOT kiều", "(nguyễn & !kiều)", "tien"),
    ("nguyễn VÀ KHÔNG kiều", "(nguyễn & !kiều)", "tien"),
    ("NOT nguyễn", "!nguyễn", "nam-phong luat so bare duong map de fr hoa"),
    ("kie\u0302\u0300u VA\u0300 thơ", "(kiều & thơ)", "kieu"),
    ("kiều OR sông đê", "(kiều | (sông & đê))", "kieu nom de"),
    ("kiều AND nôm OR sông AND đê", "((kiều & nôm) | (sông & đê))", "nom de"),
    ("kiều HOẶC sông HOẶC chợ", "(kiều | sông | chợ)", "kieu nom duong map de"),
    ("kiều OR sông AND bản", "(kiều | (sông & bản))", "kieu nom map"),
    ("kiều and thơ", "(kiều & and & thơ)", ""),
    ("đường và chợ", "(đường & và & chợ)", "duong"),
    ("KHÔNG CÓ GÌ", "(không & có & gì)", "duong"),
    ("ĐƯỜNG RA CHỢ VÀ KHÔNG", "3 of (đường, ra, chợ, và, không)", "duong", "relaxed"),
    ("KIỀU OR SÔNG", "(kiều | sông)", "kieu nom map de"),
    ("1917 HOẶC 2014", "(1917 | 2014)", "nam-phong luat so"),
    ('"KHÔNG CÓ"', '"không có"', "duong"),
    # Groups.
    ("(kiều OR sông) thơ", "((kiều | sông) & thơ)", "kieu"),
    ("kiều AND (thơ OR (nôm AND chữ))", "(kiều & (thơ | (nôm & chữ)))", "kieu nom"),
    ("NOT (nguyễn OR thư)", "!(nguyễn | thư)", "duong map de fr hoa"),
    ("((((kiều))))", "kiều", "kieu nom"),
    ("(kiều OR sông)(nôm OR đê)", "((kiều | sông) & (nôm | đê))", "nom de"),
    ("sông (-đê)", "(sông & !đê)", "map"),
    ("()", "nothing", "", "no_words"),
    ("sông () đê", "(sông & đê)", "de"),
    ("((kiều OR nôm) AND -(thơ)) OR (map)", "(((kiều | nôm) & !thơ) | map)", "nom map"),
    # Fields by all their names.
    ("title:kiều", "title:kiều", "kieu nom"),
    ("nhande:kiều", "title:kiều", "kieu nom"),
    ("nhanđề:kiều", "title:kiều", "kieu nom"),
    ("creator:du", "creator:du", "kieu nom"),
    ("tacgia:du", "creator:du", "kieu nom"),
    ("tácgiả:du", "creator:du", "kieu nom"),
    ("subject:thơ", "subject:thơ", "kieu"),
    ("chude:thơ", "subject:thơ", "kieu"),
    ("chủđề:thơ", "subject:thơ", "kieu"),
    ("TITLE:kiều", "title:kiều", "kieu nom"),
    ("NhanĐề:Kiều", "title:kiều", "kieu nom"),
    ("ta\u0301cgia\u0309:du", "creator:du", "kieu nom"),
    ("title:kieu", "title:kieu", "kieu nom"),
    ('creator:"nguyễn du"', 'creator:"nguyễn du"', "kieu nom"),
    ('creator:"du nguyễn"', 'creator:"du nguyễn"', ""),
    ("creator:(phạm tốn)", "(creator:phạm & creator:tốn)", "nam-phong"),
    ("tacgia:«Nguyễn Đình Chiểu»", 'creator:"nguyễn đình chiểu"', "tien"),
    ("title:(kiều OR sông)", "(title:kiều | title:sông)", "kieu nom map de"),
    ("title:(kiều creator:du)", "(title:kiều & creator:du)", "kieu nom"),
    ("-title:thư thư", "(thư & !title:thư)", "nam-phong so"),
    ("title:tạp-chí", "(title:tạp & title:chí)", "nam-phong"),
    ("title:2175/QĐ", 'title:"2175 qđ"', ""),
    ('subject:"văn học"', 'subject:"văn học"', "kieu"),
    ("title: kiều", "(title & kiều)", ""),
    ("title:title:kiều", "title:kiều", "kieu nom"),
    ("subtitle:kiều", '"subtitle kiều"', ""),
    # Identifiers.
    ("id:kieu", "id:kieu", "kieu"),
    ("id:KIEU", "id:KIEU", "kieu"),
    ("id:V.123", "id:V.123", "kieu"),
    ('id:"ISBN 978-604-2-12345-6"', "id:ISBN 978-604-2-12345-6", "kieu"),
    ("id:nam-phong", "id:nam-phong", "nam-phong"),
    ("id:nam", "id:nam", ""),
    ("id:kieu OR id:map", "(id:kieu | id:map)", "kieu map"),
    ("-id:kieu creator:du", "(creator:du & !id:kieu)", "nom"),
    ("id:(kieu)", "(id & kieu)", ""),
    # Years.
    ("year:1917", "year:1917..1917", "nam-phong de"),
    ("nam:1917", "year:1917..1917", "nam-phong de"),
    ("năm:1917", "year:1917..1917", "nam-phong de"),
    ("NĂM:1917", "year:1917..1917", "nam-phong de"),
    ("năm:1917", "year:1917..1917", "nam-phong de"),
    ("year:1900..1945", "year:1900..1945", "nam-phong duong de fr"),
    ("year:1900-1945", "year:1900..1945", "nam-phong duong de fr"),
    ("year:1900–1945", "year:1900..1945", "nam-phong duong de fr"),
    ("year:1945..1900", "year:1900..1945", "nam-phong duong de fr"),
    ("year:..1866", "year:..1866", "kieu nom map"),
    ("year:1945..", "year:1945..", "luat so duong de"),
    ("year:-43", "year:-43..-43", "map"),
    ("year:-50..-40", "year:-50..-40", "map"),
    ('year:"1917"', "year:1917..1917", "nam-phong de"),
    ("nam:1820 OR nam:2019", "(year:1820..1820 | year:2019..2019)", "kieu luat"),
    ("sông nam:1930", "(year:1930..1930 & sông)", "de"),
    ("-nam:1930 sông", "(sông & !year:1930..1930)", "map"),
    ("year:9999", "year:9999..9999", ""),
    # Beginnings and near spellings.
    ("thư*", "thư*", "nam-phong luat so bare"),
    ("thu*", "thu*", "nam-phong luat so bare"),
    ("bibli*", "bibli*", "fr"),
    ("hoà*", "(hòa* | hoà*)", "hoa"),
    ("truyệ*", "truyệ*", "kieu tien"),
    ("19*", "19*", "nam-phong duong de fr"),
    ("title:ki*", "title:ki*", "kieu nom"),
    ("biblioteque~", "biblioteque~", "fr"),
    ("kieuu~", "kieuu~", "kieu nom de"),
    ("sohng~1", "sohng~", "nam-phong duong map de"),
    ("creator:ngueyn~", "creator:ngueyn~", "kieu nom tien"),
    ("-bibli* la", "(la & !bibli*)", "kieu"),
    # How many words are needed.
    ("thư viện quốc gia", "(thư & viện & quốc & gia)", "luat bare"),
    (
        "thư viện quốc gia kiều",
        "3 of (thư, viện, quốc, gia, kiều)",
        "nam-phong luat bare",
        "relaxed",
    ),
    ("sông đê lũ chợ kiều", "3 of (sông, đê, lũ, chợ, kiều)", "de", "relaxed"),
    ("+sông đê lũ chợ kiều nôm", "(sông & 3 of (đê, lũ, chợ, kiều, nôm))", "", "relaxed"),
    ('"thư viện" quốc gia kiều', '("thư viện" & quốc & gia & kiều)', ""),
    ("sông sông sông sông đê", "(sông & đê)", "de"),
    # What has no meaning is searched as words.
    ('"thư viện', "(thư & viện)", "nam-phong luat so bare", '"'),
    ('thư viện"', "(thư & viện)", "nam-phong luat so bare", '"'),
    ('"thư viện" "số', '("thư viện" & số)', "luat so", '"'),
    ('title:"kiều', "title:kiều", "kieu nom", '"'),
    ('"', "nothing", "", '" no_words'),
    ('""', "nothing", "", "no_words"),
    ("(kiều", "kiều", "kieu nom", "("),
    ("((kiều) thơ", "(kiều & thơ)", "kieu", "("),
    ("kiều)", "kiều", "kieu nom", ")"),
    ("kiều) (thơ", "(kiều & thơ)", "kieu", ") ("),
    ("kiều OR", "kiều", "kieu nom", "OR"),
    ("OR kiều", "kiều", "kieu nom", "OR"),
    ("HOẶC kiều", "kiều", "kieu nom", "HOẶC"),
    ("kiều AND OR sông", "(kiều | sông)", "kieu nom map de", "AND"),
    ("kiều AND", "kiều", "kieu nom", "AND"),
    ("NOT", "nothing", "", "NOT no_words"),
    ("NOT NOT kiều", "kiều", "kieu nom", "NOT"),
    ("AND OR NOT", "nothing", "", "AND NOT OR no_words"),
    ("title:", "title", ""),
    ("title:-kiều", "title:kiều", "kieu nom", "-"),
    ("title:+kiều", "title:kiều", "kieu nom", "+"),
    ("title:)", "title", "", ")"),
    ("đ*", "đ", "", "*"),
    ("a~", "a", "fr", "~"),
    ("thư-vi*", '"thư vi"', "", "*"),
    ("thư*viện", '"thư viện"', "nam-phong luat so bare"),
    ("th?", "th", ""),
    ("*", "nothing", "", "no_words"),
    ("~", "nothing", "", "no_words"),
    ("năm:đất", "(năm & đất)", "", "năm:"),
    ("year:..", "year", "", "year:"),
    ("year:12345", "(year & 12345)", "", "year:"),
    ("year:1917-07", '(year & "1917 07")', "", "year:"),
    ("year:٣", "(year & ٣)", "", "year:"),
    ("year:1917..đê", '(year & "1917 đê")', "", "year:"),
    ("Việt Nam:thư viện", "(việt & nam & thư & viện)", "", "Nam:"),
    ("!!! … —", "nothing", "", "no_words"),
    ("[kiều] {thơ}", "(kiều & thơ)", "kieu"),
    ("kiều^2 && thơ || sông", '("kiều 2" & thơ & sông)', ""),
    ("title:(kiều", "title:kiều", "kieu nom", "("),
    ("kiều\u0000thơ", '"kiều thơ"', ""),
]


@pytest.fixture(scope="module", params=["embedded", "oracle"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchEngine]:
    folder = tmp_path_factory.mktemp("golden") / "index"
    opened = filled(EmbeddedMaker(folder) if request.param == "embedded" else OracleMaker(), SHELF)
    yield opened
    opened.close()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: ascii(row[0]))
def test_means(row: Row) -> None:
    query, expected, _, *ignored = row
    assert tree(query) == expected
    assert " ".join(notices(query)) == "".join(ignored)


def test_finds(engine: SearchEngine) -> None:
    found = {}
    for query, _, _, *_ in TABLE:
        keys = {hit.key for hit in engine.search(asked(query)).hits}
        found[query] = "*" if len(keys) == len(SHELF) else " ".join(NAMES[k] for k in sorted(keys))
    assert found == {query: ids for query, _, ids, *_ in TABLE}


def test_every_tree_is_accepted_by_the_engine_in_every_mode(tmp_path: Path) -> None:
    engine = filled(EmbeddedMaker(tmp_path / "index"), SHELF)
    for (query, *_), marks, mode in product(TABLE, Marks, Mode):
        asked_for = asked(query, marks=marks, mode=mode)
        result = engine.search(asked_for)
        assert result.total == len(result.hits)
        for hit in result.hits:
            assert engine.pages(asked_for, hit.key)[0] >= hit.pages_matched
    engine.close()


def test_each_row_stands_once() -> None:
    assert len({row[0] for row in TABLE}) == len(TABLE) > 120
