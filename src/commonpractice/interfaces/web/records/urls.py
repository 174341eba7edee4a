from django.urls import path

from commonpractice.interfaces.web.records import views

app_name = "records"
urlpatterns = [
    path("<str:code>/records/", views.imports, name="imports"),
    path("<str:code>/records/<uuid:snapshot>/refused/<str:table>.csv", views.refused, name="refused"),
]
