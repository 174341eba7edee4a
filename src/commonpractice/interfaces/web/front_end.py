"""The design system's files as we serve them: only those that a page asks for, and nothing from elsewhere.

NHS.UK frontend's stylesheet fetches the Frutiger font from the NHS's own server, which is licensed for
nhs.uk alone, and its icons from /assets. Here the first is left out (the next font is Arial, as on the
NHS's own pages where Frutiger is missing) and the icons are its neighbours.
"""

import re
from collections.abc import Iterator

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

PLACE = "nhsuk"
SERVED = re.compile(r"nhsuk-frontend\.min\.(css|js)|assets/images/(favicon|nhsuk-icon)[\w-]*\.(svg|png|ico)")


class DesignSystem(FileSystemStorage):
    """nhsuk-frontend's folder, with the stylesheet changed as it is read."""

    prefix = PLACE

    def _open(self, name: str, mode: str = "rb") -> File:
        if not name.endswith((".css", ".js")):
            return super()._open(name, mode)
        with super()._open(name, "rb") as file:
            text = file.read().decode()
        return ContentFile(at_home(text).encode(), name=name)


def at_home(text: str) -> str:
    """A stylesheet or script that asks nothing of another server, nor of a place that we do not have."""
    text = re.sub(r"@font-face\{[^}]*\}", "", text)
    text = re.sub(r"(/\*|//)# sourceMappingURL=.*", "", text)
    return text.replace("url(/assets/", "url(assets/")


class DesignSystemFinder(BaseFinder):
    """Finds the files of nhsuk-frontend for `collectstatic`, under /static/nhsuk/."""

    def __init__(self, *args, **kwargs) -> None:
        self.storage = DesignSystem(location=settings.NHSUK_FRONTEND)

    def check(self, **kwargs) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs) -> str | list[str]:
        name = path.removeprefix(f"{PLACE}/")
        known = name != path and SERVED.fullmatch(name) and self.storage.exists(name)
        if not known:
            return []
        return [self.storage.path(name)] if find_all else self.storage.path(name)

    def list(self, ignore_patterns) -> Iterator[tuple[str, DesignSystem]]:
        for folder in ("", "assets/images"):
            for file in self.storage.listdir(folder)[1] if self.storage.exists(folder) else []:
                name = f"{folder}/{file}".lstrip("/")
                if SERVED.fullmatch(name):
                    yield name, self.storage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Files named by their content, in scripts that import one another too, and compressed."""

    support_js_module_import_aggregation = True
