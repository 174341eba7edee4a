from django.urls import path

from commonpractice.interfaces.web.recalls import files, one_patient, views

urlpatterns = [
    path("", views.which_list, name="recalls"),
    path("<str:code>/", views.recall_list, name="recall_list"),
    path("<str:code>/invited/", views.invited, name="recalls_invited"),
    path("<str:code>/take-out/<str:what>/", files.take_out, name="recalls_take_out"),
    path("<str:code>/<int:patient>/", one_patient.recall, name="recall_patient"),
    path("<str:code>/<int:patient>/mistake/<int:event>/", one_patient.mistake, name="recall_mistake"),
]
