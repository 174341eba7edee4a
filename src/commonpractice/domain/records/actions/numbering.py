"""Give out the small numbers that stand for codes, patients and clinicians in every file.

A number once given stays: rows are looked for first, and only what is not there yet draws a new number.
What they called a code is sent apart from the query's text (bound).
"""

from collections.abc import Mapping, Sequence

from commonpractice.domain.records.actions import bound

AT_ONCE = 10_000
NEW_CODES = """
    INSERT INTO records_concept (code, term)
    SELECT code, term FROM unnest(%s::text[], %s::text[]) AS wanted (code, term)
    WHERE NOT EXISTS (SELECT FROM records_concept there WHERE there.code = wanted.code)
    ORDER BY code ON CONFLICT (code) DO NOTHING
"""
CODES = "SELECT code, id FROM records_concept WHERE code = ANY (%s)"


def concepts(terms: Mapping[str, str]) -> dict[str, int]:
    """The numbers of codes, each with the term to write down where it is new; by code.

    New ones are drawn in the order of the codes, so that two who write the same at once wait for each other
    instead of both.
    """
    codes = sorted(terms)
    found: dict[str, int] = {}
    with bound.cursor() as cursor:
        for some in _parts(codes):
            cursor.execute(NEW_CODES, [some, [terms[code] for code in some]])
            cursor.execute(CODES, [some])
            found |= dict(cursor.fetchall())
    return found


def _parts(values: Sequence[str]) -> list[list[str]]:
    return [list(values[start : start + AT_ONCE]) for start in range(0, len(values), AT_ONCE)]
