"""The trial kit: real people before real cameras, and every later engine measured on them.

A protocol for 10 to 50 volunteers in the shape of ISO/IEC 30107-3 and NIST SP 800-63A-4. A folder
holds the plan (which presentations, under which conditions) and who was invited, under numbers; the
captures are sessions of the real API with a developer token, under the product's own notice, and
lie with all their frames in the tenant's improvement set, sealed under each volunteer's key::

    inperson trial new pilot --controller "Lab Ltd" --contact lab@example.org --country DE
    inperson trial invite pilot --count 12        # a link for each, shown once
    inperson trial run pilot                      # the server, with the volunteers' page
    inperson trial label pilot SESSION species=mask
    inperson trial report pilot                   # as it was decided then
    inperson trial replay pilot                   # as this version decides

Promises: a capture is labelled when it is made, and its label is sealed with it; one person is
counted as one, however often it came; no rate without its interval; nobody's row is in a report,
and who withdraws is in none that is written afterwards. There is no second store: what the
improvement set no longer opens is gone.
"""

from inperson_lab.trial.book import Book, Volunteer
from inperson_lab.trial.errors import CodeUnknown, PlanInvalid, TrialMissing
from inperson_lab.trial.plan import Plan, Presentation, default_plan, read_plan, write_plan

__all__ = [
    "Book",
    "CodeUnknown",
    "Plan",
    "PlanInvalid",
    "Presentation",
    "TrialMissing",
    "Volunteer",
    "default_plan",
    "read_plan",
    "write_plan",
]
