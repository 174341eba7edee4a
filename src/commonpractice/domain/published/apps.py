from django.apps import AppConfig


class Published(AppConfig):
    name = "commonpractice.domain.published"
    label = "published"
