"""The templates' environment: the NHS design system's components, our own pages, and how amounts are written.

A template of a room is named `room/page.jinja` and lies in `<room>/templates/<room>/`.
"""

from importlib.metadata import version
from pathlib import Path

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader

from commonpractice.foundations.dated import day
from commonpractice.foundations.days import local_day
from commonpractice.interfaces.web import amounts, brand, navigation, powers, sparklines
from commonpractice.interfaces.web.called import place
from commonpractice.interfaces.web.charts import kept
from commonpractice.interfaces.web.charts.facts import Width
from commonpractice.interfaces.web.follow.naming import item_words
from commonpractice.interfaces.web.printing import css_string

WEB = Path(__file__).resolve().parent


def environment(**options) -> Environment:
    """Django's Jinja environment, with nhsuk-frontend's templates beside ours."""
    options["undefined"] = ChainableUndefined  # as nhsuk-frontend's own templates want
    options["loader"] = ChoiceLoader(
        [
            FileSystemLoader([WEB / "templates", *sorted(WEB.glob("*/templates"))]),
            PackageLoader("nhsuk_frontend_jinja"),
        ]
    )
    env = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 (Django passes autoescape)
    env.globals.update(
        static=static,
        url=reverse,
        get_messages=get_messages,
        menu=navigation.menu,
        place=place,
        brand=brand.brand,
        roles_in_words=powers.roles_in_words,
        keep_chart=kept.keep,
        WIDE=Width.WIDE,
        NARROW=Width.NARROW,
        sparkline=sparklines.sparkline,
        version=version("commonpractice"),
    )
    env.filters.update(
        pounds=amounts.pounds,
        whole_pounds=amounts.whole_pounds,
        short_pounds=amounts.short_pounds,
        difference=amounts.difference,
        change=amounts.change,
        percent=amounts.percent,
        count=amounts.count,
        day=day,
        local_day=local_day,
        moment=amounts.moment,
        deed=amounts.deed,
        what_for=item_words,
        css_string=css_string,
    )
    return env
