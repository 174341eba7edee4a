"""Django's settings. What differs between installations comes from the environment or the data folder.

| variable | what |
|---|---|
| DATABASE_URL | the PostgreSQL server, signed in as cp_app; without it an embedded one is used |
| DATABASE_OWNER_URL | the same database as cp_owner, for `commonpractice migrate` |
| COMMONPRACTICE_DATA | the data folder: embedded database, keys, kept charts |
| COMMONPRACTICE_HOSTS | host names that the server answers to, with commas |
| COMMONPRACTICE_HTTPS | 1 where a proxy in front serves it over https |
| COMMONPRACTICE_PROXIES | how many proxies in front write down whom they ask for (X-Forwarded-For); 0 |
| COMMONPRACTICE_EMAIL_URL | the mail server, smtp://user:password@server:587; without it mail is printed |
| COMMONPRACTICE_EMAIL_FROM | the address that mail comes from |
| COMMONPRACTICE_SOURCE_URL | where the source of this version is; without it this server hands it out |
| COMMONPRACTICE_DEBUG | 1 shows errors in full; never where there is real data |
"""

import os
from pathlib import Path

from commonpractice.config import database, mail, proxies, published_source, secret_files
from commonpractice.gateways.embedded_postgres import data_directory

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
DATA = data_directory()

DEBUG = os.environ.get("COMMONPRACTICE_DEBUG") == "1"
HTTPS = os.environ.get("COMMONPRACTICE_HTTPS") == "1"
ALLOWED_HOSTS = os.environ.get("COMMONPRACTICE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
SECRET_KEY = secret_files.secret("COMMONPRACTICE_SECRET_KEY", DATA / "secret.key")
TICKET_KEY = secret_files.secret("COMMONPRACTICE_TICKET_KEY", DATA / "ticket.key")
# What NHS numbers are turned into pseudonyms with. Keep it in the backups: without it no patient is found.
PSEUDONYM_KEY = secret_files.secret("COMMONPRACTICE_PSEUDONYM_KEY", DATA / "pseudonym.key")

# What reads patients' events: DuckDB inside the program, or the address of a Spark master.
EVENT_ENGINE = os.environ.get("COMMONPRACTICE_ENGINE", "duckdb")
EVENT_ENGINE_MEMORY = os.environ.get("COMMONPRACTICE_ENGINE_MEMORY", "3GB")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "commonpractice.gateways.scoped_postgres.apps.ScopedPostgres",
    "commonpractice.domain.audit.apps.Audit",
    "commonpractice.domain.published.apps.Published",
    "commonpractice.domain.partnership.apps.Partnership",
    "commonpractice.domain.ledger.apps.Ledger",
    "commonpractice.domain.records.apps.Records",
    "commonpractice.domain.quality.apps.Quality",
    "commonpractice.domain.continuity.apps.Continuity",
    "commonpractice.domain.banking.apps.Banking",
    "commonpractice.domain.contracts.apps.Contracts",
    "commonpractice.domain.profits.apps.Profits",
    "commonpractice.interfaces.web.apps.Web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "commonpractice.interfaces.web.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commonpractice.interfaces.web.middleware.act_within_scope",
]

ROOT_URLCONF = "commonpractice.config.urls"
WSGI_APPLICATION = "commonpractice.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "commonpractice.interfaces.web.jinja.environment"},
    },
    {
        # for what allauth or Django may bring of their own; our pages are all written in Jinja
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# Failed sign-ins are counted, and used codes remembered, for all workers and machines together. Not in files,
# which machines do not share and where two workers may both add the same key; nor in Django's own table,
# whose values are pickles: SQL that wrote one as cp_app would run in the program, and sign tickets there.
CACHES = {"default": {"BACKEND": "commonpractice.gateways.scoped_postgres.shared_cache.SharedCache"}}

DATABASES = database.databases(DATA)
EMBEDDED_DATABASE = database.is_embedded()
DATABASE_ROUTERS = ["commonpractice.config.database.MigrateAsOwner"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "partnership.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# whose failed sign-ins are counted, and what the log says of where they came from
ALLAUTH_TRUSTED_PROXY_COUNT = proxies.read(os.environ.get("COMMONPRACTICE_PROXIES"))
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "commonpractice.interfaces.web.sign_in.adapter.StaffAccounts"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# allauth's own would first write the person's address down in its table, which is kept empty
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_FORMS = {
    "login": "commonpractice.interfaces.web.sign_in.forms.SignIn",
    "reset_password": "commonpractice.interfaces.web.sign_in.forms.ForgottenPassword",
    "reset_password_from_key": "commonpractice.interfaces.web.sign_in.forms.NewPassword",
    "change_password": "commonpractice.interfaces.web.sign_in.forms.ChangePassword",
    "reauthenticate": "commonpractice.interfaces.web.sign_in.forms.ConfirmPassword",
}
MFA_ADAPTER = "commonpractice.interfaces.web.sign_in.adapter.StaffSecondStep"
MFA_FORMS = {
    "authenticate": "commonpractice.interfaces.web.sign_in.forms.EnterCode",
    "reauthenticate": "commonpractice.interfaces.web.sign_in.forms.ConfirmCode",
    "activate_totp": "commonpractice.interfaces.web.sign_in.forms.SetUpApp",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Common Practice"

MAIL = mail.read(os.environ.get("COMMONPRACTICE_EMAIL_URL"), os.environ.get("COMMONPRACTICE_EMAIL_FROM"))
EMAIL_BACKEND = MAIL.backend
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starttls, MAIL.tls
EMAIL_TIMEOUT = 10  # seconds; a page waits for it
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL.sender

SOURCE_URL = published_source.address(os.environ.get("COMMONPRACTICE_SOURCE_URL"))

DEMONSTRATION_PASSWORD = os.environ.get("COMMONPRACTICE_DEMONSTRATION_PASSWORD")

CSRF_FAILURE_VIEW = "commonpractice.interfaces.web.refusals.out_of_date"
SESSION_ENGINE = "commonpractice.interfaces.web.sign_in.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("COMMONPRACTICE_STATIC", DATA / "static"))
STATICFILES_DIRS = [PACKAGE / "interfaces/web/static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "commonpractice.interfaces.web.front_end.DesignSystemFinder",
]
NHSUK_FRONTEND = CHECKOUT / "node_modules/nhsuk-frontend/dist/nhsuk"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "commonpractice.interfaces.web.front_end.StaticFiles"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # a connection that broke is said by whoever was using it
    "loggers": {"psycopg.pool": {"level": "ERROR"}},
}
