"""The reader of marked words, and how agreement with them is counted."""

import json
from pathlib import Path

import pytest

from benchmarks.segmentation_quality import Agreement, agreement, main, read_conllu, spans
from tests.corpora import data, needs_data

_CONLLU = """\
# sent_id = 1
# text = Thư viện mở cửa.
1\tThư viện\tthư viện\tNOUN\t_\t_\t2\tnsubj\t_\t_
2\tmở cửa\tmở cửa\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No|Gloss=x
3\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_

# a multiword token, whose parts have spaces of their own, and an empty node
1-2\tkhông?\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
1\tkhông\tkhông\tADV\t_\t_\t0\troot\t_\tSpaceAfter=No
2\t?\t?\tPUNCT\t_\t_\t1\tpunct\t_\t_
2.1\tcó\tcó\tVERB\t_\t_\t_\t_\t_\t_
3\t…\t…\tPUNCT\t_\t_\t1\tpunct\t_\t_


"""


def test_reading() -> None:
    first, second = read_conllu(_CONLLU)
    assert first.words == ["Thư viện", "mở cửa", "."]
    assert first.text == "Thư viện mở cửa."
    assert second.words == ["không?", "…"]
    assert second.text == "không?…"
    assert read_conllu("") == read_conllu("# only a comment\n\n\n") == []


def test_places_are_counted_without_white_space_links_and_ways_to_write_a_letter() -> None:
    expected = {(0, 7), (7, 9)}
    assert spans(["thư viện", "số"]) == expected
    assert spans(["thư_viê\u0323n", "số", "_"]) == expected


def test_agreement() -> None:
    sentences = read_conllu(_CONLLU)
    assert agreement(sentences, lambda text: text.replace(".", " .").split()) == Agreement(1, 6, 5)
    marked = {sentence.text: sentence.words for sentence in sentences}
    assert agreement(sentences, marked.__getitem__) == Agreement(5, 5, 5)


def test_percent() -> None:
    some = Agreement(common=3, found=6, gold=4)
    assert (some.precision, some.recall, some.f1) == (50.0, 75.0, 60.0)
    none = Agreement(0, 0, 0)
    assert (none.precision, none.recall, none.f1) == (0.0, 0.0, 0.0)


def test_without_the_treebank(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 0
    assert "no treebank at" in capsys.readouterr().err


@pytest.mark.corpus
@needs_data("segmentation", "vi_vtb-ud-dev.conllu")
def test_quality_stays_pyvis(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--data", str(data())]) == 0
    percent = json.loads(capsys.readouterr().out)["percent"]
    assert percent["ours"] == percent["pyvi"]
    assert percent["ours"]["f1"] == pytest.approx(95.86, abs=0.01)
    assert percent["plain syllables"]["f1"] == pytest.approx(70.84, abs=0.01)
