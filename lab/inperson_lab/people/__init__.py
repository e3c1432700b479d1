"""Who can finish a capture: completion within two tries, measured as BPCER is.

Rendered people who are slow, tremble, hear instead of see, hold a phone in one hand, are seen from
above, wear glasses, sit in the dark or have a weak line take the captures of the server's own
engine, the second try with more time, as the SDK chooses it after a refusal. Two doors: simulated
time without a browser, which a thousand people can use; and the page in Chromium with a server and
a line (`in_browser`, which needs Playwright), where what is seen, heard and late is real.
"""

from inperson_lab.people.conditions import CONDITIONS, OF_THE_PAGE, Condition, Line
from inperson_lab.people.keeping import Kept
from inperson_lab.people.measure import PeopleReport, Visit, evaluate_people
from inperson_lab.people.report import write_people_report

__all__ = [
    "CONDITIONS",
    "OF_THE_PAGE",
    "Condition",
    "Kept",
    "Line",
    "PeopleReport",
    "Visit",
    "evaluate_people",
    "write_people_report",
]
