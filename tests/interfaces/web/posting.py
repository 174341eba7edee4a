"""Filling in the pages that post journals, as a browser would: every field of the page is sent back."""

import re
from html import unescape
from html.parser import HTMLParser

JOURNAL = {
    "dated": "2025-03-31",
    "narrative": "Locum not yet invoiced",
    "reference": "Rota of March, week 5",
}


class _Fields(HTMLParser):
    """The fields of the page's own form, with what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag, attributes) -> None:
        given = dict(attributes)
        name = given.get("name", "")
        if tag == "input" and given.get("type") == "checkbox":
            if "checked" in given:
                self.values[name] = given.get("value") or "on"
        elif tag == "input" and given.get("type") != "file":
            self.values[name] = given.get("value") or ""
        elif tag == "textarea":
            self._area, self.values[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.values[self._select] = given.get("value") or ""

    def handle_endtag(self, tag) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data) -> None:
        if self._area:
            self.values[self._area] += data


def fields(answer) -> dict[str, str]:
    """What the page's form would send as it stands, without a button."""
    main = answer.content.decode().split("<main", 1)[1]
    reader = _Fields()
    reader.feed(main[main.index("<form") :])
    reader.values.pop("csrfmiddlewaretoken", None)
    if "pasted" in reader.values:
        reader.values["pasted"] = reader.values["pasted"].removeprefix("\n")
    return reader.values


def rows(*given: tuple) -> dict[str, str]:
    """Rows of (account, debit, credit, description, surgery), as many of these as are needed."""
    names = ("account", "debit", "credit", "description", "surgery")
    return {
        f"row-{number}-{name}": value
        for number, row in enumerate(given, start=1)
        for name, value in zip(names, row, strict=False)
    }


TWO_ROWS = rows(("3020", "1,234.50", "", "Dr Ash, 26 March"), ("8320", "", "£1 234.5"))


def errors(answer) -> dict[str, list[str]]:
    """The sentences of the page's error summary, by the id that each leads to, which must be on the page."""
    page = answer.content.decode()
    found: dict[str, list[str]] = {}
    if "nhsuk-error-summary__list" not in page:
        return found
    summary = page.split("nhsuk-error-summary__list", 1)[1].split("</ul>", 1)[0]
    for target, sentence in re.findall(r'<a href="#([^"]*)">(.*?)</a>', summary, flags=re.DOTALL):
        assert page.count(f'id="{target}"') == 1, f"the page has no {target} to lead to"
        found.setdefault(target, []).append(unescape(sentence))
    return found


def said(answer) -> str:
    """Every sentence of the page's error summary."""
    return " ".join(sentence for told in errors(answer).values() for sentence in told)
