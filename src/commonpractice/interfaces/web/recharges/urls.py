from django.urls import path

from commonpractice.interfaces.web.recharges import views

urlpatterns = [
    path("", views.recharges, name="recharges"),
    path("new/", views.raise_one, name="raise_recharge"),
    path("<int:number>/", views.answer, name="recharge"),
    path("<int:number>/withdraw/", views.withdraw, name="withdraw_recharge"),
]
