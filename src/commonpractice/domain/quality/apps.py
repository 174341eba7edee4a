from django.apps import AppConfig


class Quality(AppConfig):
    name = "commonpractice.domain.quality"
    label = "quality"
