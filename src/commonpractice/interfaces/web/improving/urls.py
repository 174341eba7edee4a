from django.urls import path

from commonpractice.interfaces.web.improving import limits, views, working

app_name = "improving"
urlpatterns = [
    path("improvement/", views.improvements, name="list"),
    path("improvement/start/", views.start, name="open"),
    path("improvement/limits/", limits.limits, name="limits"),
    path("improvement/<int:number>/", working.action, name="action"),
    path("surgery/<str:code>/improvement/", views.improvements, name="surgery"),
]
