from tests.fuzz import analysis


def test_two_thousand_random_strings() -> None:
    assert analysis.run(seed=7, first=0, count=2000) == []


def test_strings_can_be_made_again() -> None:
    assert list(analysis.strings(1, 40, 5)) == list(analysis.strings(1, 30, 20))[10:15]
