from django.apps import AppConfig


class Partnership(AppConfig):
    name = "commonpractice.domain.partnership"
    label = "partnership"
