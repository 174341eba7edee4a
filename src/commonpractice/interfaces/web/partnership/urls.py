from django.urls import path

from commonpractice.interfaces.web.partnership import views

urlpatterns = [
    path("", views.desk, name="partnership"),
    path("side-by-side/", views.side_by_side, name="side_by_side"),
]
