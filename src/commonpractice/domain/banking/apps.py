from django.apps import AppConfig


class Banking(AppConfig):
    name = "commonpractice.domain.banking"
    label = "banking"
