"""The commands that look after a home: reindex, rollback, status, verify, backup, restore.

Like all commands they import what they need when they run.
"""

import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import click

from indexer.commands import (
    FAILED,
    REJECTED,
    json_option,
    print_answer,
    quiet_option,
    statuses,
    wait_option,
)
from searchsvc.settings import Settings


@click.command()
@wait_option
@click.option(
    "--nice",
    "niceness",
    type=click.IntRange(0, 19),
    default=10,
    show_default=True,
    help="Priority: 0 as any other process, 19 when nobody else wants the processor.",
)
@json_option
@quiet_option
@click.pass_obj
@statuses
def reindex(settings: Settings, wait: float, niceness: int, as_json: bool, quiet: bool) -> None:
    """Build a new index from the catalog, verify it, and let it serve.

    Other jobs may write meanwhile. A reindex that was killed goes on when it is run again. The
    index that served before is kept for `tangthu rollback`.
    """
    from indexer.indexing import rebuild_index
    from indexer.jobs import BriefLedger, recorded
    from indexer.lock import finishing_lock
    from indexer.priority import lowered
    from indexer.progress import reporter
    from indexer.reports import index_json, index_text
    from searchsvc.catalog import Catalog

    lock = partial(finishing_lock, settings.home, wait)
    with recorded(settings.home, BriefLedger(settings), "reindex", {}) as job:
        with closing(Catalog.open(settings.catalog_url)) as catalog, lowered(niceness):
            result = rebuild_index(settings, catalog, reporter(quiet), lock)
        job.counts.update(items=result.items, pages=result.pages)
    print_answer(index_json(result) if as_json else index_text(result))


@click.command()
@json_option
@quiet_option
@click.pass_obj
@statuses
def rollback(settings: Settings, as_json: bool, quiet: bool) -> None:
    """Let the index from before the last reindex serve again.

    It is brought up to date first. Run again, this goes forward.
    """
    from indexer.indexing import rollback_index
    from indexer.ingest import writing
    from indexer.progress import reporter
    from indexer.reports import index_json, index_text

    with writing(settings, "rollback", {}) as (catalog, job):
        result = rollback_index(settings, catalog, reporter(quiet))
        job.counts.update(items=result.items, pages=result.pages)
    print_answer(index_json(result) if as_json else index_text(result))


@click.command()
@json_option
@click.pass_obj
@statuses
def status(settings: Settings, as_json: bool) -> None:
    """Show what catalog and index hold, and whether they agree.

    Where they do not, it says what to run.
    """
    from indexer.status import inspect, status_text

    found = inspect(settings)
    print_answer(found if as_json else status_text(found))


@click.command()
@click.option("--repair", is_flag=True, help="Mend what is found.")
@wait_option
@json_option
@quiet_option
@click.pass_obj
@statuses
def verify(settings: Settings, repair: bool, wait: float, as_json: bool, quiet: bool) -> None:
    """Read every byte of catalog and index, and compare the two.

    Ends with 0 when all is well; with 1 when something was found (and, with --repair, mended);
    with 3 when it could not be mended. What is damaged answers no searches until it is mended.
    """
    from indexer.progress import reporter
    from indexer.repair import repair as mend
    from indexer.verify import verify as run
    from indexer.verify_report import findings_json, findings_text

    report = reporter(quiet)
    found = run(settings, report)
    done: list[str] = []
    left = found
    if repair and not found.sound:
        done, left = mend(settings, found, report, wait)
    print_answer(findings_json(found, done, left) if as_json else findings_text(found, done, left))
    if not found.sound:
        sys.exit(FAILED if repair and not left.sound else REJECTED)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--without-index", is_flag=True, help="Leave the index out; restoring rebuilds it.")
@json_option
@quiet_option
@click.pass_obj
@statuses
def backup(settings: Settings, file: Path, without_index: bool, as_json: bool, quiet: bool) -> None:
    """Write catalog, index and settings to one file.

    Others may serve and ingest meanwhile. Page images are not in it: they stay where they are, and
    the file names their folders.
    """
    from indexer.backup import backup as run
    from indexer.progress import reporter

    made = run(settings, file, not without_index, reporter(quiet))
    print_answer(made.json if as_json else made.text)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what the home holds. Stop its service first.")
@json_option
@quiet_option
@click.pass_obj
@statuses
def restore(settings: Settings, file: Path, force: bool, as_json: bool, quiet: bool) -> None:
    """Put a backup into the home.

    All of it is checked before anything is replaced. What the home held before is kept in it, in a
    folder that is named at the end.
    """
    from indexer.progress import reporter
    from indexer.restore import restore as run

    done = run(settings.home, file, force, reporter(quiet))
    print_answer(done.json if as_json else done.text)


COMMANDS = (reindex, rollback, status, verify, backup, restore)
