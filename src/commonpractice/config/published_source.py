"""Where the source of the version that runs is kept for all to see, if anywhere."""

from importlib.metadata import PackageNotFoundError, metadata

SAID = {"source", "source code", "repository"}


def address(given: str | None) -> str:
    """The address given, else the one in the package's own metadata; empty where there is neither."""
    if given:
        return given
    try:
        urls = metadata("commonpractice").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    for line in urls:
        label, _, url = line.partition(",")
        if label.strip().casefold() in SAID:
            return url.strip()
    return ""
