"""Who signs in, and the roles that they hold. Roles are dated twice, never overwritten."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils.crypto import salted_hmac

from commonpractice.domain.audit.facts import STRANGER
from commonpractice.domain.partnership.facts import Role
from commonpractice.domain.partnership.models.surgeries import Surgery
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.gateways.scoped_postgres.dated_rows import DatedRow


class Users(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in. What they may see comes from the roles they hold, and from nowhere else."""

    email = models.EmailField(unique=True)
    name = models.TextField()
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(
        auto_now_add=True, help_text="when the account was opened, or opened again"
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    is_staff = is_superuser = False  # there is no back door

    objects = Users()

    class Meta:
        db_table = "partnership_user"

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    def _get_session_auth_hash(self, secret=None):
        """What a session must bring to go on: another after a new password, and after a new opening.

        A session cannot be looked up by whose it is. So one of an account that was closed goes on no further,
        and not after the account has been opened again either.
        """
        opening = f"{self.password}|{self.date_joined.timestamp()}"
        return salted_hmac("commonpractice.session", opening, secret=secret, algorithm="sha256").hexdigest()

    def check_password(self, raw_password):
        """Whether it is theirs. One that is, and is hashed by an older rule, is hashed anew: as its owner."""
        with tickets.acting(actor_id=self.pk or STRANGER.id, surgeries=()), transaction.atomic():
            return super().check_password(raw_password)


class RoleHeld(DatedRow):
    """A role that somebody holds, at one surgery or (at the centre) for the whole partnership."""

    surgery = models.ForeignKey(Surgery, models.PROTECT)
    user = models.ForeignKey(User, models.PROTECT)
    role = models.TextField(choices=Role.choices())

    class Meta:
        db_table = "partnership_role_held"
