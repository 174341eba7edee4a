from django.urls import re_path

from commonpractice.interfaces.web.charts import views

urlpatterns = [re_path(r"^(?P<key>[0-9a-f]{64})/(?P<width>wide|narrow)\.svg$", views.chart, name="chart")]
