from django.urls import path

from commonpractice.interfaces.web.income import asking, views

urlpatterns = [
    path("", views.differences, name="differences"),
    path("queries/", asking.queries, name="payer_queries"),
    path("queries/<int:number>/", asking.query, name="payer_query"),
    path("queries/<int:number>/letter.txt", asking.letter, name="query_letter"),
    path("<str:code>/", views.month, name="earned"),
    path("<str:code>/<str:month>/<str:item>/", views.item, name="earned_item"),
    path("<str:code>/<str:month>/<str:item>/query/", asking.raise_one, name="raise_query"),
]
