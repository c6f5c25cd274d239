"""The command line, `tangthu`. Errors become exit statuses in `commands` and nowhere else.

Commands import what they need when they run, so that `--help` answers at once.
"""

import sys
from collections.abc import Callable
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Any

import click

from indexer.cli_jobs import COMMANDS
from indexer.commands import REJECTED, P, in_unicode
from indexer.commands import json_option as _json
from indexer.commands import print_answer as _print
from indexer.commands import quiet_option as _quiet
from indexer.commands import statuses as _statuses
from indexer.terminal import one_line
from searchsvc.errors import UsageError
from searchsvc.requests import MAX_PER_PAGE, Marks, Mode, Sort
from searchsvc.settings import Settings, load_settings


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="tangthu")
@click.option(
    "--home",
    metavar="DIR",
    envvar="TANGTHU_HOME",
    type=click.Path(file_okay=False),
    help="Data folder [TANGTHU_HOME, else ./data].",
)
@click.pass_context
@_statuses
def main(context: click.Context, home: str | None) -> None:
    """Tàng Thư: full-text search for digitized Vietnamese library collections."""
    context.obj = load_settings(home)


for _command in COMMANDS:
    main.add_command(_command)


def _choice(
    name: str, default: StrEnum, help_text: str
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """An option that takes the values of an enumeration, and not, as Click would, its names."""
    kind = type(default)
    return click.option(
        name,
        type=click.Choice([choice.value for choice in kind]),
        default=default.value,
        callback=lambda _context, _option, value: kind(value),
        show_default=True,
        help=help_text,
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--collection", callback=in_unicode, metavar="NAME", help="Put every item into this collection."
)
@click.option(
    "--format",
    "format_name",
    metavar="NAME",
    help="Read all as this format (see `tangthu formats`) [told by content].",
)
@click.option(
    "--sync",
    is_flag=True,
    help="Take out what came from the folders and is gone there. Give the folders as before: what "
    "came from elsewhere is not looked at.",
)
@click.option("--dry-run", "dry", is_flag=True, help="Only say what would be done.")
@_json
@_quiet
@click.pass_obj
@_statuses
def ingest(
    settings: Settings,
    paths: tuple[Path, ...],
    collection: str | None,
    format_name: str | None,
    sync: bool,
    dry: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Read files or folders into the catalog and the index.

    `tangthu formats` lists what can be read.
    """
    from indexer.processes import start_forking

    start_forking()
    from indexer.ingest import ingest, rehearse
    from indexer.progress import reporter
    from indexer.reports import ingest_json, ingest_text, rejected_lines

    run = rehearse if dry else ingest
    how = reporter(quiet)
    result = run(settings, list(paths), collection, how, sync=sync, format_name=format_name)
    for line in rejected_lines(result.rejected, result.rejections):
        click.echo(line, err=True)
    _print(ingest_json(result) if as_json else ingest_text(result))
    if result.rejections:
        sys.exit(REJECTED)


@main.command()
@click.option("--csv", "as_csv", is_flag=True, help="Print a table.")
@click.option(
    "--xlsx",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write an Excel workbook to this file.",
)
@_json
@click.pass_obj
@_statuses
def rejects(settings: Settings, as_csv: bool, xlsx: Path | None, as_json: bool) -> None:
    """List the records that could not be taken in, and why."""
    from indexer.rejects import print_csv, print_json, print_lines, write_xlsx
    from searchsvc.catalog import Catalog

    if as_csv + as_json + (xlsx is not None) > 1:
        raise UsageError("only one of --csv, --xlsx and --json")
    with closing(Catalog.open(settings.catalog_url)) as catalog:
        if xlsx:
            write_xlsx(catalog.rejects(), xlsx)
        else:
            show = print_csv if as_csv else print_json if as_json else print_lines
            show(catalog.rejects(), sys.stdout)


@main.command()
@_json
@_quiet
@click.pass_obj
@_statuses
def retry(settings: Settings, as_json: bool, quiet: bool) -> None:
    """Read again what could not be taken in, after it was mended."""
    from indexer.processes import start_forking

    start_forking()
    from indexer.progress import reporter
    from indexer.reports import rejected_lines, retry_json, retry_text
    from indexer.retry import retry as run

    result = run(settings, reporter(quiet))
    for line in rejected_lines(result.rejected, len(result.rejected)):
        click.echo(line, err=True)
    _print(retry_json(result) if as_json else retry_text(result))
    if result.still:
        sys.exit(REJECTED)


@main.command()
@_json
@_statuses
def formats(as_json: bool) -> None:
    """List the formats that can be taken in."""
    from indexer.formats.listing import formats_json, formats_text

    _print(formats_json() if as_json else formats_text())


@main.command()
@click.argument("ids", callback=in_unicode, nargs=-1, required=True, metavar="ID...")
@_json
@click.pass_obj
@_statuses
def remove(settings: Settings, ids: tuple[str, ...], as_json: bool) -> None:
    """Take items out of the catalog and the index."""
    from indexer.ingest import remove as run
    from indexer.progress import reporter

    removed, _ = run(settings, list(ids), reporter(quiet=True))
    unknown = [item_id for item_id in ids if item_id not in removed]
    for item_id in unknown:
        click.echo(one_line(f"rejected: {item_id}: there is no such item"), err=True)
    _print({"removed": removed, "unknown": unknown} if as_json else f"{len(removed)} removed")
    if unknown:
        sys.exit(REJECTED)


@main.command()
@click.argument("query", callback=in_unicode)
@click.option("--page", default=1, show_default=True, help="Which page of results.")
@click.option("--per-page", default=10, show_default=True, help=f"1 to {MAX_PER_PAGE}.")
@_choice("--sort", Sort.RELEVANCE, "The order of the items.")
@_choice(
    "--marks", Marks.AUTO, "Judge diacritics word by word, keep them as typed, or ignore them."
)
@_choice("--mode", Mode.AUTO, "How many words an item needs: enough of them, all, or any.")
@click.option("--debug", is_flag=True, help="Show what each hit's score is made of.")
@_json
@click.pass_obj
@_statuses
def search(settings: Settings, /, query: str, as_json: bool, **options: Any) -> None:
    """Search, with the same answer as the API's."""
    from indexer.reports import search_text
    from searchsvc import wire
    from searchsvc.requests import SearchRequest
    from searchsvc.service import SearchService

    service = SearchService.open(settings)
    try:
        response = service.search(SearchRequest(q=query, **options))
    finally:
        service.close()
    _print(wire.search(response) if as_json else search_text(response, sys.stdout.isatty()))


@main.command()
@click.option("--host", help="Address to listen on [127.0.0.1].")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on [8080].")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that serve [one a core].")
@click.pass_obj
@_statuses
def serve(settings: Settings, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the web pages and the JSON API."""
    from indexer.serving import run

    run(settings, host or settings.host, port or settings.port, workers or settings.workers)


@main.command()
@click.option("--host", help="Address to listen on [127.0.0.1].")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on [8080].")
@click.option("--no-serve", is_flag=True, help="Load the collection only.")
@_quiet
@click.pass_obj
@_statuses
def demo(
    settings: Settings, host: str | None, port: int | None, no_serve: bool, quiet: bool
) -> None:
    """Load the sample collection and serve it."""
    from indexer import sample
    from indexer.ingest import ingest as run
    from indexer.progress import reporter
    from indexer.reports import ingest_text
    from indexer.serving import run as serve_pages

    _print(ingest_text(run(settings, [sample.ITEMS], None, reporter(quiet))))
    if not no_serve:
        serve_pages(settings, host or settings.host, port or settings.port, settings.workers)
