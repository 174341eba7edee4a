"""Practices and branches, as ODS and the publications name them."""

from dataclasses import dataclass
from datetime import date

from commonpractice.domain.published.facts.sources import Source


@dataclass(frozen=True)
class NetworkPlace:
    """A practice's place in a primary care network; `left` None where it is there still."""

    code: str
    name: str
    joined: date | None = None
    left: date | None = None


@dataclass(frozen=True)
class OrganisationFact:
    """A practice or branch as the Organisation Data Service knows it, or as its payments name it.

    `status` is ODS's letter: A active, C closed, D dormant, P proposed; empty where its file is not here, and
    so are the words. `kind` is practice, branch or other; `kind_words` say which prescriber. `parent`, `icb`
    and `region` are codes.
    """

    code: str
    name: str
    kind: str
    address: str
    postcode: str
    status: str
    opened: date | None
    closed: date | None
    parent: str
    networks: tuple[NetworkPlace, ...]
    source: Source
    status_words: str = ""
    kind_words: str = ""
    telephone: str = ""
    icb: str = ""
    region: str = ""

    @property
    def is_active(self) -> bool:
        return self.status == "A" or (not self.status and self.closed is None)


@dataclass(frozen=True)
class Named:
    """A body by its code, with its name where a file here has it."""

    code: str
    name: str


@dataclass(frozen=True)
class Surroundings:
    """Where an organisation belongs, and what belongs to it. `branches` are those that ODS lists of it."""

    parent: Named | None
    icb: Named | None
    region: Named | None
    branches: tuple[OrganisationFact, ...]


@dataclass(frozen=True)
class Found:
    """A practice that a search found; `status` is ODS's letter, `status_words` what it stands for."""

    code: str
    name: str
    postcode: str
    kind: str
    status: str
    status_words: str = ""
