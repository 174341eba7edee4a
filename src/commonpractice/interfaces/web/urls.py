"""Every page of the product. A room's own addresses are in its urls.py."""

from django.urls import include, path

from commonpractice.interfaces.web import source
from commonpractice.interfaces.web.home import views as home

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("source/", source.source, name="source"),
    path("", include("commonpractice.interfaces.web.quality.urls")),
    path("", include("commonpractice.interfaces.web.improving.urls")),
    path("", include("commonpractice.interfaces.web.continuity.urls")),
    path("", include("commonpractice.interfaces.web.worth.urls")),
    path("surgery/", include("commonpractice.interfaces.web.records.urls")),
    path("surgery/", include("commonpractice.interfaces.web.surgery.urls")),
    path("surgery/", include("commonpractice.interfaces.web.closing.surgery_urls")),
    path("partnership/", include("commonpractice.interfaces.web.partnership.urls")),
    path("accounts/", include("commonpractice.interfaces.web.accounts.urls")),
    path("accounts/", include("commonpractice.interfaces.web.follow.urls")),
    path("income/", include("commonpractice.interfaces.web.income.urls")),
    path("payments/", include("commonpractice.interfaces.web.payments.urls")),
    path("recalls/", include("commonpractice.interfaces.web.recalls.urls")),
    path("recharges/", include("commonpractice.interfaces.web.recharges.urls")),
    path("month-end/", include("commonpractice.interfaces.web.closing.urls")),
    path("partners/", include("commonpractice.interfaces.web.partners.urls")),
    path("deed/", include("commonpractice.interfaces.web.deed.urls")),
    path("audit/", include("commonpractice.interfaces.web.audit.urls")),
    path("look-up/", include("commonpractice.interfaces.web.published.urls")),
    path("charts/", include("commonpractice.interfaces.web.charts.urls")),
    path("account/", include("commonpractice.interfaces.web.sign_in.urls")),
]
