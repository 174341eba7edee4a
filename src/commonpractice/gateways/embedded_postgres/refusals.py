"""What every refusal of this package has in common: a caller catches one class and shows its sentence."""


class CannotRunPostgres(Exception):
    """The embedded PostgreSQL cannot be run. The message says why, and what to mend."""


OTHER_SERVER = "Or set DATABASE_URL to use a PostgreSQL server of your own."
