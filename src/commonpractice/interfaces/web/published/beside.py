"""England's published figures, ready to stand beside a surgery's own on any page about care.

The national figures are of years gone by, each with its year: "England (2020/21)". A page that shows ours of
this year beside them says so with `Beside.words`. Asked is a partnership; what comes back are words and
numbers by the code of a register (HYP) or an indicator (DM020).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from commonpractice.domain.partnership.facts import PartnershipSummary
from commonpractice.domain.published import queries
from commonpractice.domain.published.facts import National, OwnPublished
from commonpractice.interfaces.web.published.presenters.addresses import of_line
from commonpractice.interfaces.web.published.presenters.start import codes_of

TENTH, MEDIAN, NINTH = 0, 4, 8
_FROM_AGE = re.compile(r"(\d+)OV")


@dataclass(frozen=True)
class Own:
    """What was published of a surgery that is a real practice: "14.20%", and where it stands in the file."""

    said: str
    percent: float | None
    href: str


@dataclass(frozen=True)
class England:
    """England's figure beside one measure.

    `said` is it written out, "13.96%"; `of` of which patients, "patients aged 17 or over"; `spread` how
    practices lie around it, a sentence; `deciles` the nine percentages between their tenths. `own` is by the
    code of a surgery, for those of which something was published.
    """

    year: str
    said: str
    percent: float
    of: str
    practices: int
    deciles: tuple[float, ...]
    spread: str
    file_name: str
    own: Mapping[str, Own] = field(default_factory=dict)

    def tenth(self, percent: float) -> int | None:
        """In which tenth of England's practices a percentage would lie: 1 the lowest, 10 the highest."""
        return 1 + sum(cut < percent for cut in self.deciles) if self.deciles else None


@dataclass(frozen=True)
class Beside:
    """A column of England's figures: its heading, what has to be said of it, and each measure's figure.

    False where nothing was published, or imported: then there is no column, and `words` are empty.
    """

    heading: str
    words: str
    of: Mapping[str, England]

    def __bool__(self) -> bool:
        return bool(self.of)

    def get(self, code: str) -> England | None:
        return self.of.get(code)


NOTHING = Beside("England", "", {})


def registers(partnership: PartnershipSummary | None = None) -> Beside:
    """Prevalences: patients on each QOF register of those on the list that it is compared with.

    Three questions to the database at most, whatever the surgeries; the one that costs is remembered.
    """
    return _beside(queries.national_registers(), queries.own_registers, "register", 2, partnership)


def indicators(partnership: PartnershipSummary | None = None) -> Beside:
    """What practices achieved by each QOF indicator, after personalised care adjustments. As above."""
    return _beside(queries.national_indicators(), queries.own_indicators, "achievement", 1, partnership)


def _beside(
    england: Mapping[str, National],
    own: Callable[..., dict[str, OwnPublished]],
    figure: str,
    places: int,
    partnership: PartnershipSummary | None,
) -> Beside:
    if not england:
        return NOTHING
    year = next(iter(england.values())).year
    codes = _codes(partnership)
    theirs = list(own(codes=codes, year=year).values()) if codes else []
    write = partial(_percent, places=places)
    return Beside(
        heading=f"England ({year})",
        words=(
            f"England’s figures are NHS Digital’s for {year}, the latest imported here. Ours are of another "
            "year: care, definitions and how it is recorded have changed since."
        ),
        of={
            code: _england(one, write, _own(theirs, code, figure, write))
            for code, one in england.items()
            if one.everybody.percent is not None
        },
    )


def _codes(partnership: PartnershipSummary | None) -> list[str]:
    """Surgeries that may be NHS practices: a demonstration's codes are invented, and have no figures."""
    if partnership is None:
        return []
    return [code for code in codes_of(partnership) if re.fullmatch(r"[A-Z]\d{5}", code)]


def _england(one: National, write: Callable[[Decimal], str], own: Mapping[str, Own]) -> England:
    percent = one.everybody.percent or Decimal(0)
    return England(
        year=str(one.year),
        said=write(percent),
        percent=float(percent),
        of=_of(one.list_type),
        practices=one.practices,
        deciles=tuple(map(float, one.deciles)),
        spread=_spread(one, write),
        file_name=one.file_name,
        own=own,
    )


def _own(
    theirs: Iterable[OwnPublished], code: str, figure: str, write: Callable[[Decimal], str]
) -> dict[str, Own]:
    return {
        one.practice: Own(write(percent), float(percent), of_line(one.sources[code], one.practice, figure))
        for one in theirs
        if code in one.parts and (percent := one.parts[code].percent) is not None
    }


def _spread(one: National, write: Callable[[Decimal], str]) -> str:
    if not one.deciles:
        return ""
    low, middle, high = (write(one.deciles[place]) for place in (TENTH, MEDIAN, NINTH))
    return (
        f"Of {one.practices:,} practices in {one.year}, a tenth had less than {low}, half more than {middle} "
        f"and a tenth more than {high}."
    )


def _of(list_type: str) -> str:
    """Of which patients, in words: 17OV, of those aged 17 or over."""
    if found := _FROM_AGE.fullmatch(list_type.strip().upper()):
        return f"patients aged {int(found[1])} or over"
    return "all patients" if list_type else "the patients it is about"


def _percent(value: Decimal, *, places: int) -> str:
    return f"{value:.{places}f}%"
