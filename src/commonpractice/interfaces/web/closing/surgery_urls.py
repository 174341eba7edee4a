"""A surgery's own part in closing a month, among its other pages."""

from django.urls import path

from commonpractice.interfaces.web.closing.views import signing

urlpatterns = [path("<str:code>/month-end/<str:month>/", signing.sign_off, name="sign_off")]
