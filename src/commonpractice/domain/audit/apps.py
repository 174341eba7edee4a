from django.apps import AppConfig


class Audit(AppConfig):
    name = "commonpractice.domain.audit"
    label = "audit"
