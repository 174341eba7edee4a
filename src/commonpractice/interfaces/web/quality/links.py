"""Addresses of pages that belong together: with what they are asked for, and of rooms beside this one."""

from urllib.parse import urlencode

from django.urls import reverse

from commonpractice.domain.partnership.facts import Power, Scope, SurgerySummary


def indicator(code: str) -> str:
    return reverse("quality:indicator", args=[code])


def at_surgery(surgery: SurgerySummary, code: str) -> str:
    return reverse("quality:at_surgery", args=[surgery.code, code])


def improve(scope: Scope, *, code: str, surgery: SurgerySummary | None = None) -> str:
    """Where an improvement action on what was seen is begun; blank for whoever may not begin one."""
    if not scope.may(Power.IMPROVE, surgery.id if surgery else None):
        return ""
    asked = {"indicator": code, **({"surgery": surgery.code} if surgery else {})}
    return f"{reverse('improving:open')}?{urlencode(asked)}"


def recall(scope: Scope, *, surgery: SurgerySummary, code: str) -> str:
    """Whom to invite by an indicator: the surgery's recall list; blank for whoever does not work it."""
    if not scope.may(Power.RECALL, surgery.id):
        return ""
    return f"{reverse('recall_list', args=[surgery.code])}?{urlencode({'indicator': code})}"
