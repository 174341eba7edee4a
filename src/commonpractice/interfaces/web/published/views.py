"""Practice look-up: what is published about any practice in England, open to everybody signed in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commonpractice.domain.published import queries
from commonpractice.interfaces.web.published import typed
from commonpractice.interfaces.web.published.forms import Asked, Marked, SearchForm
from commonpractice.interfaces.web.published.presenters import many, pages, sources, start, sums
from commonpractice.interfaces.web.published.presenters.addresses import of_practices
from commonpractice.interfaces.web.published.presenters.files import NoSuchLine


def look_up(request: HttpRequest) -> HttpResponse:
    """The search and what it found; or the practices together whose codes are given."""
    codes = typed.codes(*request.GET.getlist("codes"))
    if codes:
        return _figures(request, codes) if len(codes) > 1 else redirect(of_practices(codes))
    searching = "q" in request.GET
    form = SearchForm(request.GET if searching else None)
    if searching and form.is_valid():
        return _found(request, form)
    files = start.files()
    if not files:
        return _nothing_yet(request)
    context = {"form": form, "files": files, "ours": start.ours(request.partnership)}
    return render(request, "published/start.jinja", context)


def practice(request: HttpRequest, code: str) -> HttpResponse:
    """One practice, under its code in capitals."""
    codes = typed.codes(code)
    return _figures(request, codes) if codes == (code,) else redirect(of_practices(codes))


def source(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """A practice's line of a published file."""
    asked = Marked.of(request.GET)
    try:
        found = sources.of_practice(
            number=number, code=code, figure=asked.figure, per=asked.per, line=asked.line
        )
    except NoSuchLine as refusal:
        raise Http404(str(refusal)) from refusal
    context = {"source": found, "figure": asked.figure, "back": of_practices([found.code])}
    return render(request, "published/source.jinja", context)


def source_of_several(request: HttpRequest, number: int) -> HttpResponse:
    """The lines that a figure of several practices is made of."""
    codes = typed.codes(*request.GET.getlist("codes"))[: typed.MOST]
    asked = Marked.of(request.GET)
    try:
        found = sums.of_several(
            number=number, codes=codes, figure=asked.figure or "total", per=asked.per, year=asked.year
        )
    except NoSuchLine as refusal:
        raise Http404(str(refusal)) from refusal
    return render(request, "published/sources.jinja", {"source": found, "back": of_practices(codes)})


def source_of_many(request: HttpRequest, number: int) -> HttpResponse:
    """What England's figure, or the peers' quartiles, are worked out from."""
    codes = typed.codes(*request.GET.getlist("codes"))[: typed.MOST]
    asked = Marked.of(request.GET)
    try:
        found = many.many(
            number=number, figure=asked.figure, per=asked.per, begins=asked.begins, group=asked.group,
            codes=codes, page=asked.page,
        )  # fmt: skip
    except NoSuchLine as refusal:
        raise Http404(str(refusal)) from refusal
    pages = request.GET.copy()
    pages.pop("page", None)
    context = {"source": found, "codes": codes, "back": of_practices(codes), "again": pages.urlencode()}
    return render(request, "published/many.jinja", context)


def _found(request: HttpRequest, form: SearchForm) -> HttpResponse:
    """What a search found; codes go straight to their practices."""
    text = form.cleaned_data["q"]
    if typed.is_codes(text):
        return redirect(of_practices(typed.codes(text)))
    found, more = start.search(text)
    if not found and not start.files():
        return _nothing_yet(request)
    context = {"form": form, "found": found, "more": more, "typed": text}
    return render(request, "published/found.jinja", context)


def _figures(request: HttpRequest, codes: tuple[str, ...]) -> HttpResponse:
    """The figures of one practice or of several, or what to try where none of the codes is known."""
    if len(codes) > typed.MOST:
        why = f"{len(codes)} practices are too many for one page. Give up to {typed.MOST} codes at a time."
        return _nothing_found(request, codes, why)
    asked = Asked.of(request.GET)
    try:
        page = pages.page(codes=codes, asked=asked, partnership=request.partnership)
    except queries.NothingPublished:
        return _nothing_yet(request)
    except queries.UnknownPractice as refusal:
        return _nothing_found(request, codes, str(refusal))
    return render(request, "published/figures.jinja", {"page": page, "asked": asked})


def _nothing_yet(request: HttpRequest) -> HttpResponse:
    return render(request, "published/nothing_yet.jinja", {"downloads": start.DOWNLOADS})


def _nothing_found(request: HttpRequest, codes: tuple[str, ...], why: str) -> HttpResponse:
    text = " ".join(codes)
    context = {"form": SearchForm({"q": text}), "found": (), "why": why, "typed": text}
    return render(request, "published/found.jinja", context, status=404)
