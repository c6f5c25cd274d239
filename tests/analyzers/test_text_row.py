import numpy as np
import pytest

from analyzers import TextRow, normalize
from analyzers.many import normalize_all

TEXTS = ["Thư viện", "", "\U00020089 chữ \ud800", "a\u0301"]


@pytest.mark.parametrize("texts", [TEXTS, [], [""], ["", ""]], ids=len)
def test_texts_come_out_of_a_row_as_they_went_in(texts: list[str]) -> None:
    row = TextRow.of(iter(texts))
    assert row.texts() == texts
    assert len(row) == len(texts)
    assert row.text == "".join(texts)
    assert row.codes.tolist() == list(map(ord, row.text))
    assert row.ends.tolist() == np.cumsum([0, *map(len, texts)]).tolist()


@pytest.mark.parametrize(
    "altered",
    [
        "1.000",
        "1,000,000",
        " T H Ư ",
        "nghi-\nên",
        "- \nb",
        "ﬁ",
        "a\u0301",
        " x y z t ",
        "12.5",
        "—",
    ],
)
def test_what_is_altered_is_found_wherever_it_stands(altered: str) -> None:
    """Letters are looked at eight at once, and the last ones of a text one by one."""
    texts = [
        f"{before * 'ă'}{altered}{behind * 'b'}" for before in range(20) for behind in range(20)
    ]
    spaced = [text.replace("ăă", "ă ").replace("bb", " b") for text in texts]
    for given in (texts, spaced):
        assert normalize_all(given).texts == [normalize(text).text for text in given]
