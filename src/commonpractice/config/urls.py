"""Every address of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("commonpractice.interfaces.web.urls")),
]
handler403 = "commonpractice.interfaces.web.refusals.forbidden"
handler404 = "commonpractice.interfaces.web.refusals.not_found"
handler500 = "commonpractice.interfaces.web.refusals.broken"
