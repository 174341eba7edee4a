"""Groups of patients, so that an average never hides one: how each did, and the gap between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from commonpractice.domain.quality.facts.results import GroupResult
from commonpractice.domain.quality.facts.splits import AGE_BANDS, Split
from commonpractice.domain.quality.parameters.seeing import seeing
from commonpractice.interfaces.web.quality import words

WIDTH, HEIGHT, MARGIN = 132, 18, 6
AGES = {name: at for at, (name, _) in enumerate(AGE_BANDS)}
HERE = "#005eb8"
UNKNOWN = ("", "unknown")


@dataclass(frozen=True)
class Row:
    name: str
    met: int | None
    of: int | None
    told: str
    drawn: SafeString


@dataclass(frozen=True)
class Table:
    """One way of splitting, with the `gap` between its groups in a sentence."""

    id: str
    name: str
    rows: tuple[Row, ...]
    gap: str
    hides: bool


def tables(groups: Sequence[GroupResult], overall: float | None) -> list[Table]:
    """A table for each way of splitting of which there are figures, in the order of `words.SPLITS`."""
    found: list[Table] = []
    for split, name in words.SPLITS.items():
        those = sorted((one for one in groups if one.split == split), key=lambda one: _order(split, one))
        if those:
            rows = tuple(_row(split, one, overall) for one in those)
            hides = any(one.met is None for one in those)
            found.append(Table(f"split-{split.value}", name, rows, gap(split, those), hides))
    return found


def gap(split: Split, groups: Sequence[GroupResult]) -> str:
    """Between the groups of the highest and the lowest part, of those that are known, shown and not tiny."""
    least = seeing().least_group
    shown = [(one.percent, one) for one in groups if one.percent is not None and one.group not in UNKNOWN]
    known = [(part, one) for part, one in shown if (one.met or 0) + (one.not_met or 0) >= least]
    if len(known) < 2:
        return f"Of {least} patients or more, no two groups are shown, so no gap can be told."
    (lowest, low), (highest, high) = (end(known, key=lambda one: one[0]) for end in (min, max))
    if highest - lowest < 0.05:
        return f"No gap between groups of {least} patients or more."
    ends = ", ".join(
        f"{words.group(split, one.group)} {words.percent(percent)}"
        for one, percent in ((high, highest), (low, lowest))
    )
    return f"The gap between groups of {least} patients or more is {highest - lowest:.1f} points: {ends}."


def _order(split: Split, one: GroupResult) -> tuple[bool, float, str]:
    """As groups follow one another; the largest first where they do not. Not recorded last."""
    unknown = one.group in UNKNOWN
    match split:
        case Split.DEPRIVATION | Split.SEX:
            return unknown, 0, one.group
        case Split.AGE:
            return unknown, AGES.get(one.group, len(AGES)), one.group
        case Split.ETHNICITY | Split.LANGUAGE:
            return unknown, -((one.met or 0) + (one.not_met or 0)), one.group


def _row(split: Split, one: GroupResult, overall: float | None) -> Row:
    of = None if one.met is None or one.not_met is None else one.met + one.not_met
    return Row(words.group(split, one.group), one.met, of, words.group_told(one), drawn(one.percent, overall))


def drawn(percent: float | None, overall: float | None) -> SafeString:
    """From nought to a hundred, with a line where everybody together is. The figure stands beside it."""
    if percent is None:
        return SafeString("")
    line = SafeString("")
    if overall is not None:
        x = _place(overall)
        line = format_html('<path d="M{} 1V{}" stroke="#212b32" stroke-width="2"/>', x, HEIGHT - 1)
    return format_html(
        '<svg class="cp-strip" viewBox="0 0 {w} {h}" width="{w}" height="{h}" aria-hidden="true">'
        '<path d="M{left} {mid}H{right}" stroke="#aeb7bd"/>{line}'
        '<circle cx="{x}" cy="{mid}" r="5" fill="{fill}" stroke="#fff"/></svg>',
        w=WIDTH, h=HEIGHT, left=MARGIN, right=WIDTH - MARGIN, mid=HEIGHT / 2, line=line, x=_place(percent),
        fill=HERE,
    )  # fmt: skip


def _place(percent: float) -> float:
    return round(MARGIN + percent / 100 * (WIDTH - 2 * MARGIN), 1)
