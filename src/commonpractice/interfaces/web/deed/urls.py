from django.urls import path

from commonpractice.interfaces.web.deed import views

urlpatterns = [path("", views.deed, name="deed")]
