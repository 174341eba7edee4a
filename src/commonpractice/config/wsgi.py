"""The web application, for gunicorn."""

import atexit
import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonpractice.config.settings")


def _warm() -> None:
    """Read addresses and templates now, once for all workers, and not while the first person waits."""
    from django.template import engines
    from django.urls import reverse
    from jinja2 import meta

    reverse("account_login")  # the first address that is asked for reads them all
    pages = engines["jinja"].env  # pyright: ignore[reportAttributeAccessIssue] (Jinja's engine has one)
    # most of the design system's components are never asked for: those are read that a page of ours names
    waiting = [name for name in pages.list_templates(extensions=["jinja"]) if not name.startswith("nhsuk/")]
    read: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in read:
            read.add(name)
            pages.get_template(name)
            source, _, _ = pages.loader.get_source(pages, name)
            waiting += filter(None, meta.find_referenced_templates(pages.parse(source)))


application = get_wsgi_application()
_warm()

from commonpractice.interfaces.web import warming  # noqa: E402 (it needs Django, which is ready only now)

warming.work_out()
gc.collect()
gc.freeze()  # what is here now stays: no worker looks through it again, or copies it by looking
atexit.register(gc.unfreeze)  # what still stays when Python ends, DuckDB's own kinds, is called leaked by it
