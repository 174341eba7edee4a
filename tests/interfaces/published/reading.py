"""What a page of the look-up says, read back from its markup."""

import re
from dataclasses import dataclass
from html import unescape


@dataclass(frozen=True)
class Cell:
    """A cell's words, where it leads, and what its drawing says."""

    text: str
    href: str = ""
    drawn: str = ""


def words(markup: str) -> str:
    plain = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup))).strip()
    return re.sub(r" ([.,])", r"\1", plain)


def page(answer) -> str:
    """What the page says from its heading on, drawings left out."""
    main = answer.content.decode().split("<main", 1)[1]
    return words(re.sub(r"<(style|script|svg).*?</\1>", " ", main, flags=re.DOTALL))


def table(answer, caption_id: str) -> list[list[Cell]]:
    """The body of the table whose caption has an id, row by row, headings first."""
    found = re.search(rf'<caption[^>]*id="{caption_id}".*?</table>', answer.content.decode(), re.DOTALL)
    assert found, f"no table {caption_id}"
    body = found[0].split("</thead>")[1]
    return [
        [_cell(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    ]


def texts(answer, caption_id: str) -> dict[str, list[str]]:
    """The same as words, by the name of the row."""
    return {row[0].text: [cell.text for cell in row[1:]] for row in table(answer, caption_id)}


def _cell(markup: str) -> Cell:
    href = re.search(r'href="([^"]*)"', markup)
    drawn = re.search(r'<svg[^>]*aria-label="([^"]*)"', markup)
    plain = re.sub(r"<svg.*?</svg>|<span aria-hidden.*?</span>", "", markup, flags=re.DOTALL)
    return Cell(words(plain), unescape(href[1]) if href else "", unescape(drawn[1]) if drawn else "")
