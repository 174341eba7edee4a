"""The web application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonpractice.config.settings")


def _warm() -> None:
    """Read addresses and templates now, once for all workers, and not while the first person waits."""
    from django.template import engines
    from django.urls import reverse

    reverse("account_login")  # the first address that is asked for reads them all
    pages = engines["jinja"].env  # pyright: ignore[reportAttributeAccessIssue] (Jinja's engine has one)
    for name in pages.list_templates(extensions=["jinja"]):
        if not name.startswith("nhsuk/"):  # most of the design system's components are never asked for
            pages.get_template(name)


application = get_wsgi_application()
_warm()
