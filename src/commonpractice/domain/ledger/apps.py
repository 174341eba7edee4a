from django.apps import AppConfig


class Ledger(AppConfig):
    name = "commonpractice.domain.ledger"
    label = "ledger"
