from django.apps import AppConfig


class ScopedPostgres(AppConfig):
    name = "commonpractice.gateways.scoped_postgres"
    label = "scoping"
