from django.apps import AppConfig


class Web(AppConfig):
    name = "commonpractice.interfaces.web"
    label = "web"

    def ready(self) -> None:
        from commonpractice.interfaces.web.sign_in import log, proved

        log.listen()
        proved.listen()
