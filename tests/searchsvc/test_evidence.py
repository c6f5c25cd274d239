import pytest

from analyzers import pair_term
from searchsvc.evidence import engine_query
from searchsvc.query import parse
from searchsvc.requests import SearchRequest
from searchsvc.suggest.vocabulary import Counts, Vocabulary

FORMS = [("thư", 50), ("viện", 40), ("gia", 30), ("quốc", 20)]
FOLDED = [("thu", 50), ("vien", 40), ("gia", 30), ("quoc", 20)]
VOCABULARY = Vocabulary.of(Counts(FORMS, FOLDED, [("thư_viện", 30)], (), (), ()))


@pytest.mark.parametrize(
    ("q", "words", "pairs", "plain_pairs"),
    [
        ("thư viện", ("thư_viện",), ("thu_vien",), ()),
        # `vien` is built like no Vietnamese syllable, so it may be of another language.
        ("thu vien", ("vien", "thư_viện"), (), ("thu_vien",)),
        ("thư viện nào", ("thư_viện",), ("thu_vien",), ()),
        ('tacgia:"nguyễn du"', (), (), ()),
        ("Luther", ("luther",), (), ()),
        ("", (), (), ()),
    ],
)
def test_what_raises_a_pages_rank(
    q: str, words: tuple[str, ...], pairs: tuple[str, ...], plain_pairs: tuple[str, ...]
) -> None:
    query = engine_query(SearchRequest(q=q), parse(q), VOCABULARY)
    expected = (
        tuple(pair_term(*pair.split("_")) for pair in kind) for kind in (pairs, plain_pairs)
    )
    assert (query.words, query.pairs, query.plain_pairs) == (words, *expected)
