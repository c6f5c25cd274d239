"""Near spellings are found by the list of all forms, and alike where there is none."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchsvc.domain import Metadata
from searchsvc.engines.base import SearchEngine
from searchsvc.suggest import vocabulary
from tests.searchsvc.engines.makers import EmbeddedMaker, asked, made_item

_CHANCE = random.Random(5)
_LETTERS = "trinhgơđưá1書"
WORDS = ["".join(_CHANCE.choices(_LETTERS, k=_CHANCE.randint(1, 6))) for _ in range(150)]


def engine_in(folder: Path) -> SearchEngine:
    """An engine whose items have the words in their texts, titles and names."""
    chance = random.Random(6)
    maker = EmbeddedMaker(folder)
    build = maker.build()
    for key in range(1, 60):
        some = [" ".join(chance.choices(WORDS, k=3)) for _ in range(4)]
        metadata = Metadata(f"item-{key}", some[0], creators=(some[1],))
        build.add(made_item(key, metadata, *some[2:]))
    maker.publish(build)
    return maker.open()


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    return engine_in(tmp_path_factory.mktemp("listed") / "index")


@pytest.fixture(scope="module")
def unlisted(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    """The same with more forms than are kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "MOST_FORMS", 1)
        return engine_in(tmp_path_factory.mktemp("unlisted") / "index")


def test_one_has_a_list_and_the_other_none(listed: SearchEngine, unlisted: SearchEngine) -> None:
    assert listed.vocabulary().folded_forms.near("tri", 2) is not None
    assert unlisted.vocabulary().folded_forms.near("tri", 2) is None


@given(
    st.sampled_from(WORDS) | st.text(_LETTERS, min_size=1, max_size=7),
    st.sampled_from(["{}~", "{}~ OR tri~", "title:{}~", "creator:{}~", "-{}~"]),
)
def test_both_find_the_same(
    listed: SearchEngine, unlisted: SearchEngine, word: str, form: str
) -> None:
    query = asked(form.format(word), limit=60)
    one, other = listed.search(query), unlisted.search(query)
    assert one.total == other.total
    assert one.facets == other.facets
    assert [(h.key, h.pages_matched) for h in one.hits] == [
        (h.key, h.pages_matched) for h in other.hits
    ]
    assert [h.score for h in one.hits] == pytest.approx([h.score for h in other.hits])
