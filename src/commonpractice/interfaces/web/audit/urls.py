from django.urls import path

from commonpractice.interfaces.web.audit import views

urlpatterns = [path("", views.log, name="audit")]
