from django.urls import path

from commonpractice.interfaces.web.quality.views import partnership, surgery

app_name = "quality"
urlpatterns = [
    path("quality/", partnership.start, name="start"),
    path("partnership/quality/", partnership.indicators, name="indicators"),
    path("partnership/quality/<str:code>/", partnership.indicator, name="indicator"),
    path("surgery/<str:code>/quality/", surgery.indicators, name="surgery"),
    path("surgery/<str:code>/quality/<str:indicator>/", surgery.indicator, name="at_surgery"),
]
