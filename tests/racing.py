"""Two at once: deeds done at the same moment, each in a transaction of its own."""

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from portal.core import db
from portal.core.errors import PortalError


def at_once(app: Flask, *deeds: Callable[[], object]) -> list[str]:
    """Do deeds at the same moment, each in its own transaction, and tell how each came out."""
    db.session.remove()  # this thread holds nothing while the others run
    barrier, outcomes = Barrier(len(deeds)), [""] * len(deeds)

    def run(number: int, deed: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with db.transaction():
                    deed()
                outcomes[number] = "done"
            except PortalError as refused:
                outcomes[number] = type(refused).__name__
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)
