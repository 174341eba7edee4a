from django.urls import path

from commonpractice.interfaces.web.closing.views import closing, grid

urlpatterns = [
    path("", grid.month_end, name="month_end"),
    path("<str:month>/", grid.grid, name="closing"),
    path("<str:month>/check/", closing.check, name="check_closing"),
    path("<str:month>/close/", closing.close, name="close_month"),
    path("<str:month>/posted/", grid.posted, name="closing_posted"),
    path("<str:month>/reopen/", closing.reopen, name="reopen_closed_month"),
]
