from django.urls import path

from commonpractice.interfaces.web.partnership import views

urlpatterns = [path("", views.side_by_side, name="partnership")]
