"""Import published files. A file goes in whole or not at all, and the same file twice changes nothing."""

from commonpractice.domain.published.actions.importing import import_file
from commonpractice.gateways.nhs_publications import FileRefused, RefusedRow

__all__ = ["FileRefused", "RefusedRow", "import_file"]
