"""Files of clinical systems: extracts of patients' records, and lists of what codes mean.

Each reader turns one shape of file into rows of the plain schema (`schema`), every value still a text as it
stood in the file, with the file and line that it came from. What the rows mean is judged afterwards, the same
for all.
"""
