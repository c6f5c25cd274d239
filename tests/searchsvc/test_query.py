import string
import time
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchsvc.errors import QueryError
from searchsvc.query import Field as In
from searchsvc.query import Kind, all_words_in, parse, parser, positive_matches, text_matches
from searchsvc.query.parser import MAX_DEPTH, MAX_OPERATORS, MAX_WORDS, MOST_COSTLY
from searchsvc.requests import MAX_QUERY_CHARACTERS, Mode
from tests.searchsvc.queries import notation, notices, tree


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "everything"),
        ("  \t\n ", "everything"),
        ("kiều", "kiều"),
        ("Thư Viện", "(thư & viện)"),
        ("hoà", "hòa"),
        ("thư,viện", '"thư viện"'),
        # Phrases, with quotes of every kind.
        ('"thư viện"', '"thư viện"'),
        ("“thư viện” số", '("thư viện" & số)'),
        ("„thư viện“", '"thư viện"'),
        ("«thư viện»", '"thư viện"'),
        ('"thư viện”', '"thư viện"'),
        ('a"thư viện"b', '(a & "thư viện" & b)'),
        ('"kiều"', "kiều"),
        ('"AND OR"', '"and or"'),
        ('"tạp-chí Nam-Phong"', '"tạp chí nam phong"'),
        ('"thư viện"~5', '"thư viện"~5'),
        ('"thư viện"~0', '"thư viện"'),
        ('"thư viện"~50', '"thư viện"~50'),
        ('"thư viện"~99999999999', '"thư viện"~50'),
        # Signs.
        ("+thư -viện", "(thư & !viện)"),
        ('-"thư viện" số', '(số & !"thư viện")'),
        ("+(a b)", "(a & b)"),
        ("-a", "!a"),
        ("-tạp-chí", "!(tạp & chí)"),
        ("+tạp-chí", "(tạp & chí)"),
        ("a + b - c", "(a & b & c)"),
        ("--a", "a"),
        ("-năm:1917 a", "(a & !year:1917..1917)"),
        # Operators, in both languages; AND goes before OR.
        ("a AND b", "(a & b)"),
        ("a OR b", "(a | b)"),
        ("a NOT b", "(a & !b)"),
        ("a VÀ b", "(a & b)"),
        ("a HOẶC b", "(a | b)"),
        ("a KHÔNG b", "(a & !b)"),
        ("a OR b c", "(a | (b & c))"),
        ("a AND b OR c AND d", "((a & b) | (c & d))"),
        ("a OR b OR c", "(a | b | c)"),
        ("a AND NOT b", "(a & !b)"),
        ("a and b", "(a & and & b)"),
        ("a và b", "(a & và & b)"),
        ("a Và b", "(a & và & b)"),
        # Capitals do not tell an operator from a word where all is in capitals.
        ("KHÔNG GIA ĐÌNH", "(không & gia & đình)"),
        ("CHIẾN TRANH VÀ HÒA", "(chiến & tranh & và & hòa)"),
        ("KHÔNG", "không"),
        ("KIỀU OR TRINH", "(kiều | trinh)"),
        ("1917 HOẶC 1918", "(1917 | 1918)"),
        ('"THƯ VIỆN" VÀ "HÀ NỘI"', '("thư viện" & "hà nội")'),
        # Brackets.
        ("(a OR b) c", "((a | b) & c)"),
        ("a AND (b OR (c AND d))", "(a & (b | (c & d)))"),
        ("NOT (a OR b)", "!(a | b)"),
        ("((a))", "a"),
        ("()", "nothing"),
        ("a () b", "(a & b)"),
        # Fields, by all their names.
        ("title:kiều", "title:kiều"),
        ("nhande:kiều", "title:kiều"),
        ("nhanđề:kiều", "title:kiều"),
        ("creator:du", "creator:du"),
        ("tacgia:du", "creator:du"),
        ("tácgiả:du", "creator:du"),
        ("subject:thơ", "subject:thơ"),
        ("chude:thơ", "subject:thơ"),
        ("chủđề:thơ", "subject:thơ"),
        ("TITLE:kiều NhanDe:thúy", "(title:kiều & title:thúy)"),
        ('tacgia:"nguyễn du" kiều', '(creator:"nguyễn du" & kiều)'),
        ('title:"a b"~3', 'title:"a b"~3'),
        ("title:(a OR b) c", "((title:a | title:b) & c)"),
        ("title:(a creator:b)", "(title:a & creator:b)"),
        ("subject:tạp-chí", "(subject:tạp & subject:chí)"),
        ("-title:a b", "(b & !title:a)"),
        ("title:th*", "title:th*"),
        ("subtitle:a", '"subtitle a"'),
        ("http://a.vn/b", '"http a vn b"'),
        ("Việt Nam: lịch sử", "(việt & nam & lịch & sử)"),
        ("title:", "title"),
        # Identifiers.
        ("id:ABC.1-2:3_4", "id:ABC.1-2:3_4"),
        ("id:-x", "id:-x"),
        ('id:"ISBN 978 604"', "id:ISBN 978 604"),
        ("id:a id:b", "(id:a & id:b)"),
        ("id:(a)", "(id & a)"),
        # Years.
        ("year:1917", "year:1917..1917"),
        ("nam:1917", "year:1917..1917"),
        ("năm:1917", "year:1917..1917"),
        ("year:1900..1945", "year:1900..1945"),
        ("year:1900..", "year:1900.."),
        ("year:..1900", "year:..1900"),
        ("year:-500..-300", "year:-500..-300"),
        ("year:-43", "year:-43..-43"),
        ("year:1945..1900", "year:1900..1945"),
        ("year:1900-1945", "year:1900..1945"),
        ("year:1900–1945", "year:1900..1945"),
        ('year:"1917"', "year:1917..1917"),
        ("year:1917/1934", "year:1917..1934"),
        ("nam:1917 OR nam:1920", "(year:1917..1917 | year:1920..1920)"),
        # Prefix and fuzzy.
        ("thư*", "thư*"),
        ("thu*", "thu*"),
        ("thưvi~", "thưvi~"),
        ("thuw~1", "thuw~"),
        ("19*", "19*"),
        (f"{'t' * 50}*", f"{'t' * 50}*"),
        ("hoà*", "(hòa* | hoà*)"),  # on its way to `hoàn`
        # Numbers, codes, Hán and Nôm.
        ("1/8/2014", '"1 8 2014"'),
        ("2175/QĐ-BVHTTDL", '"2175 qđ bvhttdl"'),
        ("COVID-19", '"covid 19"'),
        ("陳裕宗", '"陳 裕 宗"'),
        ("𤾓𢆥 năm", '("𤾓 𢆥" & năm)'),
        # Nothing to search for.
        ("!!! … —", "nothing"),
        ('""', "nothing"),
    ],
)
def test_a_query_means(query: str, expected: str) -> None:
    assert tree(query) == expected
    assert set(notices(query)) <= {"no_words", "(", "*", "less_far"}


@pytest.mark.parametrize(
    ("query", "expected", "ignored"),
    [
        ('"thư viện', "(thư & viện)", ['"']),
        ('thư viện"', "(thư & viện)", ['"']),
        ('"a b" "c', '("a b" & c)', ['"']),
        ('title:"a b', "(title:a & b)", ['"']),
        ('+"a', "a", ['"']),
        ('"', "nothing", ['"', "no_words"]),
        ("(a b", "(a & b)", ["("]),
        ("((a) b", "(a & b)", ["("]),
        ("a) b", "(a & b)", [")"]),
        ("a OR", "a", ["OR"]),
        ("HOẶC a", "a", ["HOẶC"]),
        ("a VÀ", "a", ["VÀ"]),
        ("a AND OR b", "(a | b)", ["AND"]),
        ("a NOT", "a", ["NOT"]),
        ("x AND", "x", ["AND"]),
        ("NOT NOT a", "a", ["NOT"]),
        ("title:-a", "title:a", ["-"]),
        ("t*", "t", ["*"]),
        (f"{'t' * 51}*", "t" * 51, ["*"]),
        (f"{'t' * 51}~", "t" * 51, ["~"]),
        ("a~", "a", ["~"]),
        ("thư-vi*", '"thư vi"', ["*"]),
        ("thư,viện~", '"thư viện"', ["~"]),
        ("陳*", "陳", ["*"]),
        # A year that is none: every word is searched for, the field's name too.
        ("Việt Nam:đất nước", "(việt & nam & đất & nước)", ["Nam:"]),
        ("year:1917-07", "year:1917..1917", ["year_only"]),
        ("year:..", "year", ["year:"]),
        ("year:12345", "(year & 12345)", ["year:"]),
        ("year:٣", "(year & ٣)", ["year:"]),
        ("?", "nothing", ["no_words"]),
    ],
)
def test_what_has_no_meaning_is_searched_as_words_with_a_notice(
    query: str, expected: str, ignored: list[str]
) -> None:
    assert tree(query) == expected
    assert notices(query) == ignored


def test_a_notice_says_what_was_ignored() -> None:
    (notice,) = parse("a OR").notices
    assert notice.code == "ignored"
    assert notice.text == "“OR” was ignored: it has no meaning there."


@pytest.mark.parametrize(
    ("query", "mode", "expected"),
    [
        # Few words: all of them.
        ("a b c d", Mode.AUTO, "(a & b & c & d)"),
        # More: half of them, and a notice that says so.
        ("a b c d e", Mode.AUTO, "3 of (a, b, c, d, e)"),
        ("a b c d e f", Mode.AUTO, "3 of (a, b, c, d, e, f)"),
        ("a b c d e", Mode.ALL, "(a & b & c & d & e)"),
        ("a b c", Mode.ANY, "1 of (a, b, c)"),
        ("a", Mode.ANY, "a"),
        # Signs, years and NOT hold whatever the number of words.
        ("+a b c d e f", Mode.AUTO, "(a & 3 of (b, c, d, e, f))"),
        ("+a b c", Mode.ANY, "(a & 0 of (b, c))"),
        ("a b c d e -f", Mode.AUTO, "(3 of (a, b, c, d, e) & !f)"),
        ("a b c d năm:1917 e", Mode.AUTO, "(year:1917..1917 & 3 of (a, b, c, d, e))"),
        ("a b c năm:1917", Mode.ANY, "(year:1917..1917 & 1 of (a, b, c))"),
        (
            "(nam:1917 OR nam:1920) a b",
            Mode.ANY,
            "((year:1917..1917 | year:1920..1920) & 1 of (a, b))",
        ),
        ("tạp-chí nam-phong số một", Mode.AUTO, "3 of (tạp, chí, nam, phong, số, một)"),
        # So does what was put exactly: in quotes, of one field, by its id.
        ('"a b" c d e f g', Mode.AUTO, '("a b" & 3 of (c, d, e, f, g))'),
        ("id:x c d e f g", Mode.AUTO, "(id:x & 3 of (c, d, e, f, g))"),
        ("c d title:x e f g", Mode.AUTO, "(title:x & 3 of (c, d, e, f, g))"),
        ("id:v id:w id:x id:y id:z", Mode.AUTO, "(id:v & id:w & id:x & id:y & id:z)"),
        ('"a b" c d e f g', Mode.ANY, '1 of ("a b", c, d, e, f, g)'),
        # A phrase, a field or a group counts as one.
        ('"a b c d" e f g', Mode.AUTO, '("a b c d" & e & f & g)'),
        ("(a b) c d e", Mode.AUTO, "((a & b) & c & d & e)"),
    ],
)
def test_how_many_words_are_needed(query: str, mode: Mode, expected: str) -> None:
    assert tree(query, mode) == expected
    assert ("relaxed" in notices(query, mode)) == ("3 of" in expected)


def test_a_notice_is_given_once() -> None:
    assert notices("(a b c d e) (a b c d f)") == ["relaxed"]


def test_the_notice_of_a_relaxed_query_counts() -> None:
    (notice,) = parse("a b c d e").notices
    assert notice.text == "Not all of the 5 words are required; rarer ones count for more."


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("a" * (MAX_QUERY_CHARACTERS + 1), "characters"),
        ("a " * (MAX_WORDS + 1), "words"),
        ('"' + "a " * (MAX_WORDS + 1) + '"', "words"),
        ("title:(" + "a," * (MAX_WORDS + 1) + ")", "words"),
        ("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), "nested"),
        ("(" * (MAX_DEPTH + 1), "nested"),
        ("a OR " * (MAX_OPERATORS + 1) + "a", "operators"),
        ("+a" + " +a" * MAX_OPERATORS, "operators"),
        ("title:" * (MAX_OPERATORS + 1) + "a", "operators"),
        ("năm:1 " * (MAX_OPERATORS + 1), "operators"),
        ("id:a " * (MAX_OPERATORS + 1), "operators"),
        ("a-b " * (MAX_WORDS // 2 + 1), "words"),
    ],
)
def test_beyond_a_limit_the_query_is_refused(query: str, reason: str) -> None:
    with pytest.raises(QueryError, match=reason) as caught:
        parse(query)
    assert caught.value.parameter == "q"


@pytest.mark.parametrize("word", ["a ", "陳 ", "a-\n", "a* "])
def test_too_many_words_are_refused_before_they_are_worked_on(
    monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    def not_now(_: str) -> None:
        raise AssertionError("works on a word")

    monkeypatch.setattr(parser, "words_of", not_now)
    monkeypatch.setattr(parser, "typed_syllables", not_now)
    with pytest.raises(QueryError, match="words"):
        parse(word * (MAX_WORDS + 1))


@pytest.mark.parametrize(
    "query",
    [
        "a " * MAX_WORDS,
        '"' + "a " * MAX_WORDS + '"',
        "(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH,
        "a OR " * MAX_OPERATORS + "a",
        "title:" * MAX_OPERATORS + "a",
        "a-b " * (MAX_WORDS // 2),
    ],
)
def test_up_to_the_limit_it_is_answered(query: str) -> None:
    assert any(positive_matches(parse(query).tree))


def test_a_pasted_paragraph_is_no_longer_than_a_query_may_be() -> None:
    verses = "trăm năm trong cõi người ta chữ tài chữ mệnh khéo là ghét nhau "
    pasted = (verses * 20)[:MAX_QUERY_CHARACTERS]
    assert len(pasted.split()) > 200
    assert any(positive_matches(parse(pasted).tree))


QUERY_PARTS = st.sampled_from(
    [
        *"()+-*~:\"“”«»'.,/| \t\n\u00a0\u200b\ufeff\x00",
        *"AND OR NOT VÀ HOẶC KHÔNG a thư viện tạp-chí hoà* THƯ 陳裕 1917 .. ~5 ~99".split(),
        *"title: nhande: tácgiả: chude: id: year: nam: năm: year:-5 id:x".split(),
        "\ud800",
    ]
)
any_query = st.one_of(
    st.lists(QUERY_PARTS, max_size=40).map("".join),
    st.lists(QUERY_PARTS, max_size=40).map(" ".join),
    st.text(st.characters(), max_size=1000),
)


@given(any_query, st.sampled_from(Mode))
@settings(max_examples=300)
@example("((((((((((((((((((((", Mode.AUTO)
def test_every_text_has_a_tree_or_is_refused(query: str, mode: Mode) -> None:
    try:
        parsed = parse(query[:1000], mode)
    except QueryError as error:
        assert error.parameter == "q"
    else:
        notation(parsed.tree).encode()  # no half surrogate is left
        assert all(notice.text for notice in parsed.notices)


@given(any_query)
def test_nfc_and_nfd_have_the_same_tree(query: str) -> None:
    def outcome(text: str) -> object:
        try:
            return parse(text)
        except QueryError as error:
            return error.reason

    composed = unicodedata.normalize("NFC", query)
    assert outcome(unicodedata.normalize("NFD", composed)) == outcome(composed)


@given(any_query)
def test_each_notice_is_given_once(query: str) -> None:
    try:
        found = [notice.text for notice in parse(query).notices if notice.code == "ignored"]
    except QueryError:
        return
    assert len(found) == len(set(found))


def test_a_compound_of_the_old_orthography_is_two_words() -> None:
    for hyphen in "-\u2010\u2011":
        assert tree(f"tạp{hyphen}chí") == tree("tạp chí")
        assert tree(f'"tạp{hyphen}chí"') == tree('"tạp chí"')


PIECES = [" ", '"', "a", "a\u0323\u0301", "-", ":", "~", "a-", "1900..", '"a']


@pytest.mark.parametrize("piece", PIECES)
def test_no_query_takes_long(piece: str) -> None:
    query = (piece * MAX_QUERY_CHARACTERS)[: MAX_QUERY_CHARACTERS - 2] + "\x00."
    began = time.process_time()
    with suppress(QueryError):
        parse(query)
    assert time.process_time() - began < 0.5


def test_words_behind_a_not_are_none_that_an_answer_contains() -> None:
    matches = positive_matches(parse("a (b OR title:c) -d NOT (e f) +g năm:1917 id:x").tree)
    assert [notation(match) for match in matches] == ["g", "a", "b", "title:c"]


def test_all_words_in_a_field_leaves_out_those_that_have_one() -> None:
    in_title = all_words_in(text_matches(parse("a bc* creator:d").tree), In.TITLE)
    assert notation(in_title) == "(title:a & title:bc*)"


def test_a_word_said_twice_counts_once() -> None:
    assert parse("thư viện thư THƯ viện").tree == parse("thư viện").tree


def _said(query: str) -> list[tuple[str, object]]:
    return [(n.code, n.values["first"]) for n in parse(query).notices if n.code == "too_costly"]


def test_what_takes_long_is_searched_as_such_only_a_few_times() -> None:
    many = " ".join(f'"thư {word}"' for word in string.ascii_lowercase)
    phrases = [m for m in positive_matches(parse(many).tree) if len(m.syllables) > 1]
    assert len(phrases) == MOST_COSTLY["phrases"]
    assert _said(many) == [("too_costly", "thư p")]
    many = " ".join(f"thu{letter}~ vi{letter}*" for letter in string.ascii_lowercase)
    loose = [m for m in positive_matches(parse(many).tree) if m.kind is not Kind.WHOLE]
    assert len(loose) == MOST_COSTLY["loose"]
    assert _said(many) == [("too_costly", "vic*")]
    assert "ignored" not in [notice.code for notice in parse(many).notices]


@pytest.mark.parametrize(("words", "times"), [(2, 5), (3, 3), (4, 3), (9, 3)])
def test_near_words_count_as_several_phrases(words: int, times: int) -> None:
    shared = " ".join(string.ascii_lowercase[1:words])
    query = " OR ".join(f'"{number} {shared}"~5' for number in range(10))
    assert len([m for m in positive_matches(parse(query).tree) if m.slop]) == times


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"978-604-2-12345-6"', '("978 604 2 12345 6" | 9786042123456)'),
        ('"9786042123456"', "9786042123456"),
        ('"ISSN 1859-1531"', '("issn 1859 1531" | 18591531)'),
        ('"1917-1934"', '"1917 1934"'),
        (
            '"978-604-2-12345-6" sách kiều nguyễn du',
            '(("978 604 2 12345 6" | 9786042123456) & 2 of (sách, kiều, nguyễn, du))',
        ),
    ],
)
def test_a_standard_number_in_quotes_is_found_however_it_is_written(
    query: str, expected: str
) -> None:
    assert tree(query) == expected


def test_a_number_that_nothing_has_is_given_up_with_a_notice() -> None:
    query = "9780306406157 sách kiều nguyễn du"
    found = parse(query, forgiving=True)
    assert (
        notation(found.tree) == "2 of ((id:9780306406157 | 9780306406157), sách, kiều, nguyễn, du)"
    )
    assert [notice.code for notice in found.notices] == ["number", "relaxed"]
    both = parse(f'{query} "thúy kiều"', forgiving=True)
    assert [notice.code for notice in both.notices] == ["number", "quotes", "relaxed"]
    # Two ways to write what somebody knows are no number.
    assert tree('(id:a OR "b") c d e f') == "((id:a | b) & 2 of (c, d, e, f))"


def test_a_number_is_one_clause_with_a_sign_and_in_every_mode() -> None:
    number = '(id:9780306406157 | "978 0 306 40615 7" | 9780306406157)'
    assert tree("+978-0-306-40615-7 a b c d") == f"({number} & a & b & c & d)"
    assert tree("978 0 306 40615 7 a", Mode.ANY) == f"1 of ({number}, a)"
    assert tree("978 0 306 40615 7 a b c d e", Mode.ALL) == f"({number} & a & b & c & d & e)"


def test_a_number_is_no_single_digits_where_there_are_too_many_phrases() -> None:
    query = " ".join(f'"thư {word}"' for word in string.ascii_lowercase) + " 978-604-2-12345-6"
    terms = {m.syllables[0].term for m in positive_matches(parse(query).tree)}
    assert "9786042123456" in terms and "604" not in terms


def test_words_are_at_most_so_far_apart_and_a_notice_says_so() -> None:
    assert notices('"thư viện"~50') == []
    assert notices('"thư viện"~51') == ["less_far"]
    assert tree('"thư viện"~51') == '"thư viện"~50'
    assert notices('"thư"~51') == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"lục vân tiên" "tân văn"', '("lục vân tiên" & "tân văn")'),
        ('id:a-1 "lục vân tiên"', '(id:a-1 & "lục vân tiên")'),
        ('nhande:hà "sách đỏ"', '(title:hà & "sách đỏ")'),
        ('"sách đỏ" thư viện', '2 of ("sách đỏ", thư, viện)'),
        ("nhande:(hà nội) thư viện", "((title:hà & title:nội) & 1 of (thư, viện))"),
        ("covid-19 thư viện", '2 of ("covid 19", thư, viện)'),
        ('"thông chế" nghĩa là gì', '(2 of ("thông chế", nghĩa, là) & 0 of (gì))'),
    ],
)
def test_what_was_put_exactly_is_needed_however_forgiving(query: str, expected: str) -> None:
    assert notation(parse(query, forgiving=True).tree) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("UBND HOẶC HĐND", "(ubnd | hđnd)"),
        ("HIV KHÔNG AIDS", "(hiv & !aids)"),
        ("KHÔNG GIA ĐÌNH", "(không & gia & đình)"),
        ("UBND VÀ NHÂN DÂN", "(ubnd & và & nhân & dân)"),
    ],
)
def test_in_capitals_an_operator_stands_between_what_are_no_words(
    query: str, expected: str
) -> None:
    assert tree(query) == expected
