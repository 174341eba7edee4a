from django.urls import path

from commonpractice.interfaces.web.partners import views

urlpatterns = [
    path("", views.partners, name="partners"),
    path("<str:code>/", views.statement, name="partner_statement"),
]
