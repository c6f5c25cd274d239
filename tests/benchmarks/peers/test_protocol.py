"""Every peer that is here gives a whole answer of the same documents."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from benchmarks.peers import documents
from benchmarks.peers.files import size_of
from benchmarks.peers.measuring import check
from benchmarks.peers.protocol import Answer, Client, Form, ItemDocument, PageDocument, Query
from benchmarks.peers.registry import PEERS, absent, built
from searchsvc.settings import Settings

#: Servers that take ten seconds to start or to stop.
_SLOW = ("opensearch", "opensearch-items", "tangthu-http")
_CORPUS = "0123456789abcdef"


def _pages(_part: int = 1) -> list[PageDocument]:
    river = ItemDocument(0, "river", "Sông Hồng", "Sông ngòi", "Hà Nội", "vi", "book", 1917)
    dyke = ItemDocument(1, "dyke", "Đê điều", "Sông ngòi", None, "vi", "article", 1923)
    road = ItemDocument(2, "road", "Duong", "Đường sá", None, "en", "article", None)
    return [
        PageDocument(1, river, "Sông Hồng", "Nước sông Hồng lên cao, đê vỡ ở nhiều nơi."),
        PageDocument(2, river, "", "Dân làng đắp lại con đường trên mặt đê."),
        PageDocument(3, dyke, "Đê điều", "Việc đắp đê giữ nước là việc của cả làng."),
        PageDocument(4, road, "Duong", "A road by the river; dương liễu stands beside it."),
    ]


class Ask(NamedTuple):
    """Asks a peer that holds `_pages`, and checks each answer."""

    name: str
    client: Client

    @property
    def is_ours(self) -> bool:
        return self.name.startswith("tangthu")

    def __call__(self, query: Query) -> Answer:
        answer = self.client.search(query)
        assert answer is not None
        check(self.name, query, answer)
        return answer


@pytest.fixture(scope="module", params=PEERS)
def ask(request: pytest.FixtureRequest) -> Iterator[Ask]:
    name: str = request.param
    if name in _SLOW and "TANGTHU_PEERS" not in os.environ:
        pytest.skip(f"{name} takes ten seconds to start or stop: TANGTHU_PEERS=1 tests it")
    if reason := absent(name):
        pytest.skip(f"{name}: {reason}")
    # Not pytest's own folder: others may not enter it, and a server may run as another user.
    with TemporaryDirectory(prefix="tangthu-peer-") as folder:
        Path(folder).chmod(0o755)
        peer = built(name, _CORPUS, _pages, Path(folder)).peer
        assert peer.size() > 0
        assert peer.version()
        with peer.running():
            client = peer.client()
            yield Ask(name, client)
            client.close()


def _words(text: str, marked: bool = True, only: str | None = None) -> Query:
    return Query("words", text, Form.WORDS, (text,), marked, only)


def test_words_with_their_marks(ask: Ask) -> None:
    found = ask(_words("đắp"))
    assert (found.total, set(found.items)) == (2, {"river", "dyke"})
    assert "<mark" in found.snippets[0]
    assert found.facets["collection"] == {"Sông ngòi": 2}
    assert found.facets["library"] == {"Hà Nội": 1}
    # Tàng Thư chooses the spans of its histogram.
    assert ask.is_ours or set(found.facets["decade"]) == {"1910", "1920"}
    assert sum(found.facets["decade"].values()) == 2


def test_another_word_is_not_the_same_with_other_marks(ask: Ask) -> None:
    found = ask(_words("đường"))
    assert "river" in found.items
    # Where hardly anything is found, Tàng Thư goes on to other marks, and says so.
    assert ask.is_ours or found.total == 1


def test_words_without_marks(ask: Ask) -> None:
    found = ask(_words("duong", marked=False))
    assert found.total == 2
    assert set(found.items) == {"river", "road"}
    assert found.facets["type"] == {"book": 1, "article": 1}


def test_all_of_few_words_are_needed(ask: Ask) -> None:
    assert ask(_words("đắp đê")).total == 2
    assert ask(_words("đắp đê giữ")).items == ("dyke",)
    assert ask.is_ours or ask(_words("đắp đê máy")).total == 0


def test_not_all_of_many(ask: Ask) -> None:
    found = ask(_words("làng nào đắp đê giữ nước"))
    assert found.items[0] == "dyke"


def test_titles(ask: Ask) -> None:
    assert ask(_words("điều")).items == ("dyke",)
    assert ask(_words("dieu", marked=False)).items == ("dyke",)


def test_a_filter(ask: Ask) -> None:
    assert ask(_words("làng", only="article")).items == ("dyke",)


def test_a_phrase(ask: Ask) -> None:
    phrase = Query("phrase", '"mặt đê"', Form.PHRASE, ("mặt đê",), True)
    assert ask(phrase).items == ("river",)
    apart = Query("phrase", '"đê mặt"', Form.PHRASE, ("đê mặt",), True)
    assert ask(apart).total == 0


def test_either_of_two(ask: Ask) -> None:
    texts = ("giữ nước", "con đường")
    found = ask(Query("boolean", " OR ".join(texts), Form.EITHER, texts, True))
    assert set(found.items) == {"river", "dyke"}


def test_a_word_that_has_begun(ask: Ask) -> None:
    found = ask(Query("prefix", "đắp đi*", Form.PREFIX, ("đắp đi",), True))
    assert found.items == ("dyke",)


def test_everything_newest_first(ask: Ask) -> None:
    found = ask(Query("nothing typed", "", Form.EVERYTHING, (), False))
    assert found.items == ("dyke", "river", "road")
    assert found.facets["language"] == {"vi": 2, "en": 1}


def test_an_index_is_made_once(tmp_path: Path) -> None:
    made = built("fts5", _CORPUS, _pages, tmp_path)
    again = built("fts5", _CORPUS, lambda part: pytest.fail("made anew"), tmp_path)
    assert again[1:] == made[1:]
    assert 0 < made.seconds < 60
    assert made.cpu_seconds is not None
    assert 0 <= made.cpu_seconds < 60
    with again.peer.running():
        client = again.peer.client()
        assert client.search(_words("đường")) is not None
        client.close()


def test_a_file_of_two_names_counts_once(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"12345")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "same").hardlink_to(tmp_path / "one")
    (tmp_path / "below" / "other").write_bytes(b"12")
    assert size_of(tmp_path) == 7
    assert size_of(tmp_path / "one") == 5


def test_documents_of_a_home(filled: Settings) -> None:
    pages = list(documents.pages(filled))
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert len({page.item.number for page in pages}) == sum(bool(page.title) for page in pages)
    corpus = documents.corpus(pages)
    assert corpus.pages == len(pages)
    some = documents.corpus(documents.pages(filled, sample=2))
    assert 0 < some.items < corpus.items
    assert some.hash != corpus.hash == documents.corpus(documents.pages(filled)).hash


def test_queries_of_a_home(filled: Settings) -> None:
    queries = documents.queries(filled, 400)
    assert {query.form for query in queries} == set(Form)
    for query in queries:
        if query.form is Form.EITHER:
            assert len(query.texts) == 2
        assert not any(sign in text for text in query.texts for sign in ("*", " OR "))
        assert query.marked is (documents.folded(query.typed) != query.typed)
