from django.urls import path

from commonpractice.interfaces.web.surgery import views

urlpatterns = [
    path("", views.which_surgery, name="which_surgery"),
    path("<str:code>/", views.month_at_a_glance, name="surgery"),
]
