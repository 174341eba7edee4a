"""Charts, drawn on the server as SVG, always with the same figures as a table beside them. Two families:

Lines and bars of money and counts are Altair's, 50 ms each: `facts` say what one shows, `drawing` draws it,
`kept` keeps drawings on disk, `views` serves them. A page refers to them as pictures, so that no page waits
for a drawing and a telephone fetches only its own.

Control charts (`control`), funnel plots (`funnels`) and pages of many small charts (`small`) are drawn by
hand, some milliseconds each, and stand in the page itself. What one shows is a `charted.Charted` or a
`compared.Compared`: names, the chart or funnel of foundations, and how values are written. `picture(…)` gives
all that a page shows of it, and the macros in templates/charts/ lay it out; such a page loads
static/charts.css. `axes`, `shapes`, `labels`, `icons` and `words` are what they are made of.
"""
