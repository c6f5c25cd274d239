"""A citation in one line, in the manner of APA: who (when). What. Publisher. Where."""

from markupsafe import Markup

from searchsvc.domain import Metadata
from web.citations.text import one_line
from web.display import edtf
from web.language import gettext

#: APA names up to twenty; then the first nineteen and the last.
_MOST_NAMES = 20


def citation(known: Metadata, site: str, address: str, page: str = "") -> Markup:
    """The citation, escaped; the title is emphasized. `address`: where the item is found.

    `page`: what the page is called that is quoted from, if it is one; the address is that page's.
    """
    title = Markup("<cite>{}</cite>").format(one_line(known.title))
    date = edtf(known.date) if known.date else gettext("n.d.")
    names = _names([one_line(name) for name in known.creators])
    parts: list[str] = []
    if names:
        parts.append(Markup("{} ({})").format(names, date))
    else:
        title = Markup("{} ({})").format(title, date)
    parts.append(title + f", {one_line(page)}" if page else title)
    parts += [one_line(part) for part in (known.publisher, site) if part]
    line = Markup("")
    for part in parts:
        stop = " " if str(part).endswith((".", "?", "!")) else ". "
        line += Markup("{}{}").format(part, stop)
    return line + address


def _names(names: list[str]) -> str:
    if len(names) > _MOST_NAMES:
        names = [*names[: _MOST_NAMES - 1], "… " + names[-1]]
        return ", ".join(names)
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " & " + names[-1]
