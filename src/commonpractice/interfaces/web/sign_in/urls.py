"""The pages of allauth that we serve, and no other: nobody signs up, and nobody keeps several addresses."""

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from django.urls import path, re_path

from commonpractice.interfaces.web.sign_in import views

urlpatterns = [
    path("", views.your_account, name="your_account"),
    path("partnership/", views.choose_partnership, name="choose_partnership"),
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("forgotten-password/", account.password_reset, name="account_reset_password"),
    path("forgotten-password/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "forgotten-password/changed/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^forgotten-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("second-step/", second_step.index, name="mfa_index"),
    path("second-step/code/", second_step.authenticate, name="mfa_authenticate"),
    path("second-step/confirm/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("second-step/set-up/", app.activate_totp, name="mfa_activate_totp"),
    path("second-step/take-away/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-step/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-step/recovery-codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-step/recovery-codes/file/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
