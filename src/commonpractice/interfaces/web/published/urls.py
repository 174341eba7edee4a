from django.urls import path

from commonpractice.interfaces.web.published import views

urlpatterns = [
    path("", views.look_up, name="look_up"),
    path("source/<int:number>/", views.source_of_several, name="published_lines"),
    path("source/<int:number>/everybody/", views.source_of_many, name="published_everybody"),
    path("source/<int:number>/<str:code>/", views.source, name="published_line"),
    path("<str:code>/", views.practice, name="practice"),
]
