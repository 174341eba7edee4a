from django.urls import path

from commonpractice.interfaces.web.follow import views

urlpatterns = [
    path("<str:code>/qof/<int:begins>/", views.qof, name="qof_of_year"),
    path("<str:code>/of/<str:month>/", views.month, name="month_of"),
    path("<str:code>/of/<str:month>/<path:item>/", views.item, name="item_of"),
]
