import pytest

from analyzers import is_certain_number, standard_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("9786041123456", "9786041123456"),
        ("978-604-1-12345-6", "9786041123456"),
        ("978 604 1 12345 6", "9786041123456"),
        ("978\u2013604\u20131\u201312345\u20136", "9786041123456"),
        ("９７８６０４１１２３４５６", "9786041123456"),
        ("ISBN 978-604-1-12345-6", "9786041123456"),
        ("isbn: 978-604-1-12345-6.", "9786041123456"),
        ("ISBN-13: 978-604-1-12345-6", "9786041123456"),
        ("ISBN13 9786041123456", "9786041123456"),
        ("urn:isbn:9786041123456", "9786041123456"),
        ("978-604-1-12345-6 (bìa cứng) : 50000đ", "9786041123456"),
        # Ten digits are part of thirteen; X is ten.
        ("0-306-40615-2", "9780306406157"),
        ("0306406152", "9780306406157"),
        ("ISBN-10: 0-8044-2957-X", "9780804429573"),
        ("080442957x", "9780804429573"),
        ("ISSN 1859-1531", "18591531"),
        ("18591531", "18591531"),
        ("e-ISSN: 2434-561X", "2434561x"),
        # No such numbers.
        ("", ""),
        ("ISBN", ""),
        ("1900-1945", ""),
        ("20191121", ""),
        ("0306406153", ""),
        ("0912345678", ""),
        ("977604112345", ""),
        ("978-604-1-12345-67", ""),
        ("V.18591531", ""),
        ("10.1000/18591531", ""),
        ("thư viện", ""),
    ],
)
def test_a_number_is_one_however_it_is_written(written: str, number: str) -> None:
    assert standard_number(written) == number


@pytest.mark.parametrize(
    ("written", "is_certain", "when_named"),
    [
        ("978-604-1-00123-7", True, True),
        ("978 604 1 00123 7", True, True),
        ("9786041001237.", True, True),
        ("979-10-90636-07-1", True, True),
        # A wrong check digit.
        ("978-604-1-00123-4", False, False),
        ("979-10-90636-07-2", False, False),
        ("0-306-40615-3", False, False),
        ("0-306-40615-2", True, True),
        ("0 306 40615 2", True, True),
        ("0306406152", True, True),
        ("080442957x", True, True),
        # Ten digits in other parts may be a day, a month and more.
        ("03 06 40 6152", False, True),
        ("1859-1531", True, True),
        ("2434-561X", True, True),
        # Two numbers, eight digits of a day, two years.
        ("1859 1531", False, True),
        ("20130619", False, True),
        ("1945-1954", False, True),
        ("thư viện", False, False),
        ("", False, False),
    ],
)
def test_what_is_certain_among_other_words(
    written: str, is_certain: bool, when_named: bool
) -> None:
    assert is_certain_number(written) == is_certain
    assert is_certain_number(written, named=True) == when_named
