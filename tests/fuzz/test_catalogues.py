from pathlib import Path

from tests.fuzz.catalogues import run


def test_damaged_catalogues_raise_nothing(tmp_path: Path) -> None:
    descriptions, errors = run(150, 2030, tmp_path)
    assert descriptions > 100
    assert errors > 300
