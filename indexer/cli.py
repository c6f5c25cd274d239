"""The command line, `tangthu`. Errors become exit statuses in `commands` and nowhere else.

Commands import what they need when they run, so that `--help` answers at once.
"""

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

import click

from indexer.cli_jobs import COMMANDS
from indexer.commands import REJECTED, P
from indexer.commands import json_option as _json
from indexer.commands import print_answer as _print
from indexer.commands import quiet_option as _quiet
from indexer.commands import statuses as _statuses
from indexer.terminal import one_line
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


def _choice(name: str, default: StrEnum) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """An option that takes the values of an enumeration, and not, as Click would, its names."""
    kind = type(default)
    return click.option(
        name,
        type=click.Choice([choice.value for choice in kind]),
        default=default.value,
        callback=lambda _context, _option, value: kind(value),
        show_default=True,
    )


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--collection", metavar="NAME", help="Put every item into this collection.")
@_json
@_quiet
@click.pass_obj
@_statuses
def ingest(
    settings: Settings, paths: tuple[Path, ...], collection: str | None, as_json: bool, quiet: bool
) -> None:
    """Read files or folders into the catalog and bring the index up to date.

    Takes records (.jsonl, .jsonl.gz), plain text (.txt, one file an item) and ALTO (a folder of
    .xml files an item, described by metadata.json beside them).
    """
    from indexer.ingest import ingest as run
    from indexer.progress import reporter
    from indexer.reports import ingest_json, ingest_text, rejected_line

    result = run(settings, list(paths), collection, reporter(quiet))
    for error in result.rejected:
        click.echo(rejected_line(error), err=True)
    _print(ingest_json(result) if as_json else ingest_text(result))
    if result.rejected:
        sys.exit(REJECTED)


@main.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
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
@click.argument("query")
@click.option("--page", default=1, show_default=True, help="Which page of results.")
@click.option("--per-page", default=10, show_default=True, help=f"1 to {MAX_PER_PAGE}.")
@_choice("--sort", Sort.RELEVANCE)
@_choice("--marks", Marks.AUTO)
@_choice("--mode", Mode.AUTO)
@click.option("--debug", is_flag=True, help="Show what each hit's score is made of.")
@_json
@click.pass_obj
@_statuses
def search(settings: Settings, /, query: str, as_json: bool, **options: Any) -> None:
    """Search, with the same answer as the HTTP endpoint."""
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
@click.option("--workers", type=click.IntRange(1, 256), help="Processes [one a core].")
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
