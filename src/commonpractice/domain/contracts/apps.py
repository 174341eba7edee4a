from django.apps import AppConfig


class Contracts(AppConfig):
    name = "commonpractice.domain.contracts"
    label = "contracts"
