"""The source of the version that runs here, for everybody who uses it: AGPL-3.0 asks that, in its section 13.

Where it is kept somewhere for all to see, COMMONPRACTICE_SOURCE_URL says where, and we lead there. Otherwise
this server hands out its own: the files that it runs from, with what is needed to build it again.
"""

import io
import tarfile
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution, version
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

CHECKOUT = (
    ".npmrc",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "bench",
    "docs",
    "lock",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "src",
    "tests",
)
"""What a checkout hands out. Not partnerships/: whoever runs this may keep files of their own there."""

COMPRESSED = 3  # of 9: a tenth larger than the smallest, in half the time that somebody waits for it


@login_not_required
@require_safe
@transaction.non_atomic_requests
def source(request: HttpRequest) -> HttpResponse:
    """Lead to the source, or hand it out."""
    if settings.SOURCE_URL:
        return redirect(settings.SOURCE_URL)
    name = f"commonpractice-{version('commonpractice')}.tar.gz"
    return HttpResponse(
        archive(),
        content_type="application/gzip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@cache
def archive() -> bytes:
    """Everything in one folder, as a gzipped tar; packed once, when somebody first asks a process."""
    folder = f"commonpractice-{version('commonpractice')}"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=COMPRESSED) as tar:
        for name, path in sorted(files()):
            tar.add(path, f"{folder}/{name}", recursive=False, filter=_nobodys)
    return packed.getvalue()


def files() -> Iterator[tuple[str, Path]]:
    """What is handed out: (name within the folder, path). Of a checkout the tree; else what was installed."""
    if (settings.CHECKOUT / "pyproject.toml").is_file():
        for name in CHECKOUT:
            yield from _within(settings.CHECKOUT, settings.CHECKOUT / name)
        return
    yield from _within(settings.PACKAGE.parent, settings.PACKAGE)
    installed = distribution("commonpractice")
    for file in installed.files or ():
        if ".dist-info" in file.parts[0]:  # the licence, and what it needs
            yield file.as_posix(), Path(str(installed.locate_file(file)))


def _within(root: Path, path: Path) -> Iterator[tuple[str, Path]]:
    """A file, or the files of a folder; nothing compiled, hidden or linked from elsewhere."""
    if path.is_symlink() or path.name == "__pycache__":
        return
    if path.is_file():
        yield path.relative_to(root).as_posix(), path
    elif path.is_dir():
        for each in path.iterdir():
            if not each.name.startswith("."):
                yield from _within(root, each)


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without saying whose the files are on this machine."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
