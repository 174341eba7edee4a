from django.urls import path

from commonpractice.interfaces.web.payments import clearing, papers, views

urlpatterns = [
    path("", views.waiting, name="payments"),
    path("next/", clearing.next_one, name="next_waiting"),
    path("line/<int:number>/", clearing.line, name="waiting_line"),
    path("receipt/<int:number>/", clearing.receipt, name="waiting_receipt"),
    path("statements/", papers.statements, name="nhs_statements"),
    path("statements/<int:number>/", papers.statement, name="nhs_statement"),
    path("take-in/", papers.take_in, name="take_in_payments"),
]
