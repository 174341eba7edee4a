"""What care was given: indicators, verdicts on patients, runs, recall lists."""
