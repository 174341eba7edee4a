"""Where a practice lies among its peers: a strip drawn by hand, told in words to whoever cannot see it.

The box is the peers' middle half, from the lower to the upper quarter, and always in the same place, so that
a column of strips can be read downwards; the strip reaches as far again to either side. Beyond it a practice
is an arrow at the end. Shapes tell the parts apart, not colours.
"""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from commonpractice.domain.published.facts import Beside, Spread

WIDTH, HEIGHT, MIDDLE = 132, 22, 10
LEFT, RIGHT = 44, 88  # the box
EDGE = 8  # from either end, where there is room for the shape

AXIS = f'<path d="M2 {MIDDLE}H{WIDTH - 2}" stroke="#aeb7bd"/>'
BOX = (
    f'<rect x="{LEFT}" y="{MIDDLE - 6}" width="{RIGHT - LEFT}" height="12" fill="#d8dde0" stroke="#4c6272"/>'
)
MEDIAN = '<path d="M{x:g} 2v16" stroke="#212b32" stroke-width="2"/>'
ENGLAND = '<path d="M{x:g} 16l4 6h-8z" fill="#fff" stroke="#212b32"/>'
HERE = f'<path d="M{{x:g}} {MIDDLE - 7}l7 7l-7 7l-7 -7z" fill="#005eb8" stroke="#fff"/>'
ARROW_LEFT = f'<path d="M0 {MIDDLE}l12 -7v14z" fill="#005eb8"/>'
ARROW_RIGHT = f'<path d="M{WIDTH} {MIDDLE}l-12 -7v14z" fill="#005eb8"/>'


def strip(value: Decimal | None, beside: Beside) -> SafeString:
    """The strip of a figure; nothing where there is no figure or there are no peers."""
    peers = beside.peers
    if value is None or peers is None:
        return SafeString("")
    parts = [AXIS]
    if peers.upper > peers.lower:
        parts.append(BOX)
    parts.append(MEDIAN.format(x=_place(peers.median, peers)))
    if beside.national is not None and EDGE <= (england := _place(beside.national, peers)) <= WIDTH - EDGE:
        parts.append(ENGLAND.format(x=england))
    here = _place(value, peers)
    if here < EDGE:
        parts.append(ARROW_LEFT)
    elif here > WIDTH - EDGE:
        parts.append(ARROW_RIGHT)
    else:
        parts.append(HERE.format(x=here))
    return format_html(
        '<svg class="cp-strip" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        "{}</svg>",
        *(WIDTH, HEIGHT, WIDTH, HEIGHT, in_words(value, beside)),
        mark_safe("".join(parts)),  # noqa: S308 (the shapes above, with numbers in them)
    )


def in_words(value: Decimal, beside: Beside) -> str:
    """Such as "higher than three quarters of peers, lower than England"."""
    words = [_among(value, beside.peers)] if beside.peers else []
    if beside.national is not None:
        way = "higher than" if value > beside.national else "lower than"
        words.append("the same as England" if value == beside.national else f"{way} England")
    return ", ".join(words)


def _among(value: Decimal, peers: Spread) -> str:
    if value < peers.lower:
        return "lower than three quarters of peers"
    if value > peers.upper:
        return "higher than three quarters of peers"
    if value == peers.median:
        return "the same as the peers' median"
    return f"in the middle half of peers, {'below' if value < peers.median else 'above'} their median"


def _place(value: Decimal, peers: Spread) -> float:
    """Where a value stands on the strip, in pixels; far outside where it is beyond either end."""
    reach = peers.upper - peers.lower
    if not reach:
        return WIDTH / 2 if value == peers.lower else (-WIDTH if value < peers.lower else 2.0 * WIDTH)
    return round(float(LEFT + (value - peers.lower) / reach * (RIGHT - LEFT)), 1)
