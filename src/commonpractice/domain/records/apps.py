from django.apps import AppConfig


class Records(AppConfig):
    name = "commonpractice.domain.records"
    label = "records"
