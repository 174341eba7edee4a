from django.urls import path

from commonpractice.interfaces.web.worth import views

urlpatterns = [
    path("partnership/worth/", views.partnership, name="worth"),
    path("surgery/<str:code>/worth/", views.surgery, name="worth_of"),
    path("surgery/<str:code>/worth/declared/", views.declared, name="worth_declared"),
]
