"""How an item is cited: a line for people, BibTeX and RIS for their programs; and many in a table.

Names stand as the catalog has them: in Vietnamese the family name comes first and is not what a
person is called by, so nothing is turned round or shortened to an initial.
"""

from web.citations.bibtex import bibtex
from web.citations.line import citation
from web.citations.ris import ris
from web.citations.table import table

__all__ = ["bibtex", "citation", "ris", "table"]
