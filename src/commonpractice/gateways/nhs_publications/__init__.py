"""Read the files that the NHS and CQC publish about general practices, of any year.

A file is recognised by its headings, never by its name (`recognising`, with what each year called its
columns in rulebook/published/). `read` opens one and says what it is; its records then stream by, checked
one at a time, so that a file of any size takes little memory. What cannot be read is refused with a
sentence that says what to mend; a file goes in whole or not at all.

    with nhs_publications.read(path, year=None, today=today) as publication:
        for record in publication.records(): ...
        publication.finish()
"""

from commonpractice.gateways.nhs_publications.publication import Publication, read
from commonpractice.gateways.nhs_publications.refusals import FileRefused, RefusedRow

__all__ = ["FileRefused", "Publication", "RefusedRow", "read"]
