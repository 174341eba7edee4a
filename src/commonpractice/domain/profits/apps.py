from django.apps import AppConfig


class Profits(AppConfig):
    name = "commonpractice.domain.profits"
    label = "profits"
