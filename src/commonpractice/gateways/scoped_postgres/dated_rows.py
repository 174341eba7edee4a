"""The shape of a row that is dated twice: when it is effective, and when it was known."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from commonpractice.foundations.dated import Period


class DatedRowQuerySet(models.QuerySet):
    def known(self, as_known_on=None):
        """The rows as they were known on a day; today's knowledge where no day is given."""
        if as_known_on is None:
            return self.filter(superseded_on__isnull=True)
        return self.filter(
            Q(superseded_on__isnull=True) | Q(superseded_on__gt=as_known_on), known_on__lte=as_known_on
        )

    def in_force(self, on, as_known_on=None):
        """The rows effective on a day, as known on a day."""
        return self.known(as_known_on).filter(effective__contains=on)


class DatedRow(models.Model):
    """Never overwritten: a correction adds a row and closes the old one by `superseded_on`."""

    effective = DateRangeField()
    known_on = models.DateField()
    superseded_on = models.DateField(null=True, blank=True)

    objects = DatedRowQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        return Period(self.effective.lower, self.effective.upper)
