"""What all forms of a citation need: values in one line, and the day of publication."""

import re

# Line ends of every kind, and what no text file should hold. A value must not begin a line.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_DAY = re.compile(r"(-?\d{1,4})(?:-(\d\d))?(?:-(\d\d))?")


def one_line(text: str) -> str:
    """The text in one line."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def year_month_day(date: str | None) -> tuple[str, str, str]:
    """Year, month and day in which a date (EDTF level 0) begins; empty where it does not say."""
    found = _DAY.match(date or "")
    return (str(int(found[1])), found[2] or "", found[3] or "") if found else ("", "", "")
