from django.apps import AppConfig


class Continuity(AppConfig):
    name = "commonpractice.domain.continuity"
    label = "continuity"
