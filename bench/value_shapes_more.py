# SPDX-License-Identifier: Apache-2.0
"""More shops for value_shapes.py --more: those on which the pace, the choice by likelihood and what is asked of few customers were learnt (two seeds of three; the third only told).

Each is a function of a value_shapes.Shop. YEARS: days that are learnt from, and foretold.
"""
import math


def cafe(s):
    """Strong summers, and people at their own pace."""
    s.people(s.size, rate=lambda r: min(.9, 2 * r.gammavariate(.9, 1 / 9)), stop=lambda r: r.gammavariate(.7, 1 / 120), speed=lambda t: .55 + .4 * math.cos(2 * math.pi * (t - 200) / 365.25))


def gym_pauses(s):
    """Two or three times a week, with pauses of a month or two; a third do not come back from one."""
    for _ in range(s.size):
        t, days, rate = s.rng.uniform(0, s.learnt), [], s.rng.gammavariate(6, 1 / 20)
        while t < s.days:
            on = s.rng.gammavariate(2, 60)
            days += s.comes(t, rate, 0, last=min(s.days, t + on))
            if s.rng.random() < .35:
                break
            t += on + s.rng.gammavariate(3, 15)
        s.add(days)


def wholesale(s):
    s.people(s.size, rate=lambda r: 1 / r.choice([7, 14, 30, 30, 30, 60]), stop=lambda r: r.gammavariate(.6, 1 / 700), k=8)


def gifts(s):
    """Nearly all once; some a year later on about the same day."""
    for _ in range(s.size):
        first = s.rng.uniform(0, s.learnt)
        days = [int(first)] + [int(first + 365.25 * y + s.rng.gauss(0, 12)) for y in range(1, 9) if s.rng.random() < .15]
        s.add(days + ([int(first + s.rng.expovariate(1 / 60))] if s.rng.random() < .1 else []))


def shrinking(s):
    s.people(s.size, first=lambda r: s.learnt * (1 - math.sqrt(r.random())), speed=lambda t: 1 - .5 * min(1, t / s.days))


def growing(s):
    s.people(s.size, first=lambda r: s.learnt * math.sqrt(r.random()), rate=lambda r: 2 * r.gammavariate(.6, 1 / 45), speed=lambda t: .4 + .6 * min(1, t / s.days))


def dentists(s):
    s.people(s.size, rate=lambda r: 1 / r.gauss(190, 25), stop=lambda r: r.gammavariate(.8, 1 / 1500), k=6)


def weekend(s):
    """Each on his day of the week, or the day after."""
    for _ in range(s.size):
        d, p, stop, days = s.rng.randrange(s.learnt), s.rng.betavariate(3, 1.2), s.rng.betavariate(1, 60), []
        while d < s.days and s.rng.random() >= stop:
            if s.rng.random() < p or not days:
                days.append(d + (s.rng.random() < .1))
            d += 7
        s.add(days)


def lifetimes(s):
    """Log-normal lifetimes."""
    for _ in range(s.size):
        first = s.rng.uniform(0, s.learnt)
        s.add(s.comes(first, s.rng.gammavariate(1, 1 / 20), 0, last=min(s.days, first + math.exp(s.rng.gauss(4.2, 1.2)))))


def survivors(s):
    """Nearly half leave at once, the others hardly ever."""
    s.people(int(s.size * .45), rate=lambda r: r.gammavariate(2, 1 / 30), stop=lambda r: 1 / 15)
    s.people(s.size - int(s.size * .45), rate=lambda r: r.gammavariate(2, 1 / 60), stop=lambda r: 1 / 2500)


def lognormal_gaps(s):
    for _ in range(s.size):
        first, mu, days = s.rng.uniform(0, s.learnt), s.rng.gauss(3.2, .8), []
        t, end = first, first + s.rng.expovariate(1 / 200)
        while t < min(end, s.days):
            days.append(int(t))
            t += math.exp(s.rng.gauss(mu, .8))
        s.add(days)


def nobody_stops(s):
    s.people(s.size, rate=lambda r: r.gammavariate(1, 1 / 40), stop=lambda r: 0)


def dearer(s):
    """A month before the split everybody begins to come a third less."""
    s.people(s.size, speed=lambda t: 1 if t < s.learnt - 30 else .65)


def campaign(s):
    """One week in thirteen twice as many."""
    s.people(s.size, rate=lambda r: 2 * r.gammavariate(.6, 1 / 45), speed=lambda t: 1 if int(t) % 90 < 7 else .45)


MORE = {f.__name__: f for f in (cafe, gym_pauses, wholesale, gifts, shrinking, growing, dentists, weekend, lifetimes, survivors, lognormal_gaps, nobody_stops, dearer, campaign)}
YEARS = {"cafe": (800, 250), "gifts": (1100, 365), "dentists": (1100, 400)}
