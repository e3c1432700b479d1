"""Who can finish a capture: completion within two tries, measured as BPCER is.

Rendered people who are slow, tremble, hear instead of see, hold a phone in one hand, are seen from
above, wear glasses, sit in the dark or have a weak line take the captures of the server's own
engine, the second try with more time, as the SDK chooses it after a refusal. Time is simulated, and
there is no browser: what concerns the page alone (small screens, zoom) is not measured here.
"""

from inperson_lab.people.conditions import CONDITIONS, Condition, Line
from inperson_lab.people.measure import PeopleReport, Visit, evaluate_people
from inperson_lab.people.report import write_people_report

__all__ = [
    "CONDITIONS",
    "Condition",
    "Line",
    "PeopleReport",
    "Visit",
    "evaluate_people",
    "write_people_report",
]
