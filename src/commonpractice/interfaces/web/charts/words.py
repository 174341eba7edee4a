"""What control charts say, in words: a point's signal, a period's limits, and the two icons."""

from commonpractice.foundations import spc
from commonpractice.foundations.dated import day
from commonpractice.foundations.worded import Worded
from commonpractice.interfaces.web.charts.charted import Charted, name


class Tone(Worded):
    """Whether a signal is good news. Colours go by it, and never alone."""

    COMMON = "common", ""
    IMPROVEMENT = "improvement", "an improvement"
    CONCERN = "concern", "a concern"
    NEUTRAL = "neutral", "neither good nor bad in itself"


GOOD = {spc.Better.HIGHER: spc.Side.HIGH, spc.Better.LOWER: spc.Side.LOW}

SIGNALS = {
    (spc.Signal.OUTSIDE, spc.Side.HIGH): "above the upper limit",
    (spc.Signal.OUTSIDE, spc.Side.LOW): "below the lower limit",
    (spc.Signal.TREND, spc.Side.HIGH): "in a steady rise",
    (spc.Signal.TREND, spc.Side.LOW): "in a steady fall",
    (spc.Signal.TWO_OF_THREE, spc.Side.HIGH): "two of three near the upper limit",
    (spc.Signal.TWO_OF_THREE, spc.Side.LOW): "two of three near the lower limit",
    (spc.Signal.SHIFT, spc.Side.HIGH): "in a run above the mean",
    (spc.Signal.SHIFT, spc.Side.LOW): "in a run below the mean",
}

VARIATIONS = {
    spc.Variation.COMMON_CAUSE: "Common cause: no significant change",
    spc.Variation.IMPROVEMENT_HIGH: "Special cause: an improvement, with higher values",
    spc.Variation.IMPROVEMENT_LOW: "Special cause: an improvement, with lower values",
    spc.Variation.CONCERN_HIGH: "Special cause: a concern, with higher values",
    spc.Variation.CONCERN_LOW: "Special cause: a concern, with lower values",
    spc.Variation.NEUTRAL_HIGH: "Special cause: higher values, neither good nor bad in itself",
    spc.Variation.NEUTRAL_LOW: "Special cause: lower values, neither good nor bad in itself",
}
ASSURANCES = {
    spc.Assurance.PASS: "Target: met every time, as things are",
    spc.Assurance.FAIL: "Target: missed every time, as things are",
    spc.Assurance.HIT_OR_MISS: "Target: met or missed by chance",
}


def tone(side: spc.Side | None, better: spc.Better) -> Tone:
    if side is None:
        return Tone.COMMON
    if better is spc.Better.NEITHER:
        return Tone.NEUTRAL
    return Tone.IMPROVEMENT if side is GOOD[better] else Tone.CONCERN


def signal(point: spc.Point, better: spc.Better) -> str:
    """A point's flag: "Below the lower limit: a concern"; "" for common cause."""
    if point.signal is None or point.side is None:
        return ""
    return f"{capital(SIGNALS[point.signal, point.side])}: {tone(point.side, better).words}"


def variation(charted: Charted) -> spc.Variation | None:
    return spc.variation(charted.chart, charted.better) if charted.chart else None


def assurance(charted: Charted) -> spc.Assurance | None:
    """Whether the target will be met; nothing where there is none, or where the limits are on trial."""
    if charted.chart is None or charted.target is None or charted.chart.periods[-1].is_trial:
        return None
    return spc.assurance(charted.chart, charted.target, charted.better)


def summary(charted: Charted) -> str:
    """The whole chart in a few sentences, for whoever cannot see it."""
    if not charted.points:
        return "No figures yet."
    write, last = charted.scale.write, charted.points[-1]
    if len(charted.points) == 1:
        told = [f"One point, {name(charted.when[0])}: {write(last.value)}."]
    else:
        told = [
            f"{counted(len(charted.points))} from {name(charted.when[0])} to {name(charted.when[-1])}. "
            f"The last is {write(last.value)}, the mean {write(last.centre)}"
            + (f", limits {limits(charted)}." if last.limits else ".")
        ]
        kind = variation(charted)
        told.append(f"{VARIATIONS[kind]}." if kind else "")
    if charted.target is not None:
        said = assurance(charted)
        told.append(f"The target is {write(charted.target)}." + (f" {ASSURANCES[said]}." if said else ""))
    flagged = sum(1 for point in charted.points if point.signal)
    if flagged:
        told.append(f"{counted(flagged)} {'is a signal' if flagged == 1 else 'are signals'}.")
    told.extend(f"{event.words} on {day(event.on)}." for event in charted.events)
    return " ".join(sentence for sentence in told if sentence)


def counted(points: int) -> str:
    return "1 point" if points == 1 else f"{points} points"


def limits(charted: Charted) -> str:
    """Of the last point: "62.1% to 80.3%"."""
    at = charted.points[-1].limits
    return f"{charted.scale.write(at.lower)} to {charted.scale.write(at.upper)}" if at else "none yet"


def notes(charted: Charted) -> list[str]:
    """What is to be known of a chart's lines before one relies on them, each a sentence."""
    told = []
    if not charted.points:
        return told
    if charted.points[-1].limits is None:
        told.append("A single point has a mean and no limits.")
    for number, period in enumerate(charted.periods):
        if number:
            told.append(_anew(charted, number))
        if charted.is_fixed(period):
            first, last = (name(charted.when[at]) for at in (period.baseline.start, period.baseline.stop - 1))
            told.append(f"Mean and limits come from the baseline, {first} to {last}.")
        if period.is_trial and charted.points[period.start].limits:
            told.append(
                f"Trial limits: fewer than {charted.by.enough_points} points. Decide nothing by them yet."
            )
    write, ends = charted.scale.write, [point.limits for point in charted.points if point.limits]
    least, most = charted.scale.least, charted.scale.most
    if least is not None and any(at.lower < least for at in ends):
        told.append(f"A lower limit below {write(least)} is not drawn: no value can be there.")
    if most is not None and any(at.upper > most for at in ends):
        told.append(f"An upper limit above {write(most)} is not drawn: no value can be there.")
    return told


def _anew(charted: Charted, number: int) -> str:
    """When a period after the first begins, and why."""
    said = f"New limits from {name(charted.when[charted.periods[number].start])}"
    if not charted.reasons:
        return f"{said}."
    reason = charted.reasons[number - 1]
    return f"{said}: {reason}" if reason.endswith((".", "!", "?")) else f"{said}: {reason}."


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]
