from django.urls import path

from commonpractice.interfaces.web.continuity import views

app_name = "continuity"
urlpatterns = [
    path("partnership/continuity/", views.partnership, name="partnership"),
    path("surgery/<str:code>/continuity/", views.surgery, name="surgery"),
]
