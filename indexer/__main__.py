"""`python -m indexer` is `tangthu`."""

import signal
import sys


def main() -> None:
    """The command line. Stopped while it is still being imported, it ends as quietly as later."""
    try:
        _stop_alike()
        from indexer.cli import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run(prog_name="tangthu")


def _stop_alike() -> None:
    """End as by Ctrl-C when told to, or when the terminal is closed, but not under `nohup`."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


if __name__ == "__main__":
    main()
