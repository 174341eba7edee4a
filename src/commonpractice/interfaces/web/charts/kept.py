"""Charts and their drawings, kept on disk under a hash of everything that shapes them.

What a chart shows is put down when a page refers to it (KEY.json), its drawing when a browser asks for it
(KEY-wide.svg). The folder holds surgeries' figures: it is ours alone to read, and a key, 64 hexadecimal
digits, is known only to whoever was shown the page.
"""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from commonpractice.interfaces.web.charts import drawing
from commonpractice.interfaces.web.charts.facts import Chart, Kind, Series, Unit, Width

MOST = 6_000  # files, of some 3 KB each; those longest unseen go first


class NoSuchChart(LookupError):
    """No page has referred to a chart of this key lately."""


def keep(chart: Chart) -> str:
    """Put down what a chart shows and give the key under which it is drawn."""
    text = json.dumps(asdict(chart), sort_keys=True, ensure_ascii=False)
    key = hashlib.sha256(f"{drawing.THEME}|{_drawn_by()}|{text}".encode()).hexdigest()
    file = _folder() / f"{key}.json"
    try:
        os.utime(file)
    except FileNotFoundError:
        _put(file, text)
    return key


def drawn(key: str, width: Width) -> str:
    """The SVG of a chart that a page has referred to, drawn if it has not been yet. Raises NoSuchChart."""
    file = _folder() / f"{key}-{width.value}.svg"
    with suppress(FileNotFoundError):
        return file.read_text(encoding="utf-8")
    svg = drawing.draw(_read(key), width)
    _put(file, svg)
    return svg


def _read(key: str) -> Chart:
    try:
        given = json.loads((_folder() / f"{key}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoSuchChart(f"No page has referred to chart {key} lately.") from None
    return Chart(
        **{
            **given,
            "kind": Kind(given["kind"]),
            "unit": Unit(given["unit"]),
            "labels": tuple(given["labels"]),
            "series": tuple(Series(each["name"], tuple(each["values"])) for each in given["series"]),
        }
    )


@cache
def _drawn_by() -> str:
    return f"altair {version('altair')}, vl-convert {version('vl-convert-python')}"


def _folder() -> Path:
    return Path(settings.DATA) / "charts"


def _put(file: Path, text: str) -> None:
    """Put a file in place whole, and let those go that have not been seen for longest."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, suffix=".new")
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
    os.replace(temporary, file)
    there = list(file.parent.iterdir())
    if len(there) > MOST:
        for old in sorted(there, key=_last_seen)[: len(there) - MOST * 3 // 4]:
            old.unlink(missing_ok=True)


def _last_seen(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:  # another process let it go
        return 0
