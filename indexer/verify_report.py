"""What `verify` found and did, for reading and as JSON."""

from typing import Any

from indexer.terminal import one_line
from indexer.verify import Findings
from indexer.wording import counted

_SHOWN = 20


def findings_json(found: Findings, done: list[str], left: Findings) -> dict[str, Any]:
    """`problems`: what was found; `repaired`: what was done; `left`: what is still wrong."""
    return {
        "sound": left.sound,
        "problems": _problems(found),
        "behind": left.behind,
        "repaired": done,
        "left": _problems(left) if done else _problems(found),
    }


def findings_text(found: Findings, done: list[str], left: Findings) -> str:
    lines = [f"!  {one_line(line)}" for line in _lines(found)]
    lines += [one_line(line) for line in done]
    if done and not left.sound:
        lines += ["what is left:", *(f"!  {one_line(line)}" for line in _lines(left))]
    if left.behind:
        lines.append(
            f"The index lacks the last {counted(left.behind, 'change')}; run: tangthu ingest"
        )
    lines.append(_verdict(found, done, left))
    return "\n".join(lines)


def _verdict(found: Findings, done: list[str], left: Findings) -> str:
    if left.sound:
        return "Catalog and index are what was written, and agree."
    restore = "put its last dump back" if left.on_server else "tangthu restore"
    if left.catalog and left.on_server:
        return f"The catalog is damaged; {restore}, then run: tangthu reindex"
    if left.catalog:
        return f"The catalog is damaged; run: {restore}, with the last backup"
    if left.unsound:
        return f"Items are damaged; run: tangthu verify --repair takes them out, or {restore}"
    return "run: tangthu verify --repair"


def _lines(found: Findings) -> list[str]:
    problems = _problems(found)
    lines = [f"{p['part']}: {p['id']} {p['reason']}".replace("  ", " ") for p in problems]
    more = len(lines) - _SHOWN
    return lines[:_SHOWN] + ([f"and {more:,} more"] if more > 0 else [])


def _problems(found: Findings) -> list[dict[str, Any]]:
    """`part`: catalog, index or previous index; `id`: the item's, if it is one's."""
    rows = [("catalog", "", line) for line in found.catalog]
    rows += [("catalog", u.item_id, f"{u.reason} ({u.source})") for u in found.unsound]
    rows += [("index", "", line) for line in found.index]
    rows += [("previous index", "", line) for line in found.previous]
    rows += [("index", d.item_id or str(d.key), d.reason) for d in found.differences]
    return [{"part": part, "id": item_id, "reason": reason} for part, item_id, reason in rows]
