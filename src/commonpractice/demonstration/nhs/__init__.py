"""What the NHS and the networks pay the demonstration's surgeries: contracts, and what the payer makes of it.

Pure. `facts` are told to the program as they became known; `payer` reckons from the same facts what each
month's statement pays, apart from the errors that are planted; `printed` writes the statement and the bank's
lines.
"""
