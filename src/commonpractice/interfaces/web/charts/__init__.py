"""Charts: Altair's, drawn on the server as SVG, always with the same figures as a table beside them.

`facts` say what a chart shows, `drawing` draws it, `kept` keeps drawings on disk, `views` serves them. A page
refers to its charts as pictures, so that no page waits for a drawing and a telephone fetches only its own.
"""
