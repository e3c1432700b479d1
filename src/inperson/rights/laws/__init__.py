"""Law packs: which law holds where, how long it lets things be kept, and who watches over it.

They are data, a file a union, a federation or a country: `packs/us.toml` has the United States and
their states. An entry says where its law is published and when somebody last read it; `never`
stands for what was written from memory, and whoever shows it says so::

    jurisdiction_of("DE-BY").code        # "EU"
    authority("DE-BY").english           # that of companies in Bavaria
    consent_age("FR").years              # 15: who is younger consents by a guardian

Promises: a pack of another form cannot be read; a federation's law and authority stand in for
those of a state that has none of its own. It is a start and no legal advice.
"""

from inperson.rights.laws.errors import JurisdictionUnknown, LawOutdated, LawPackInvalid
from inperson.rights.laws.model import (
    Cap,
    Category,
    ConsentAge,
    HeirsLaw,
    Jurisdiction,
    SupervisoryAuthority,
    Trigger,
)
from inperson.rights.laws.packs import (
    authorities,
    authority,
    consent_age,
    heirs,
    jurisdiction,
    jurisdiction_of,
    jurisdictions,
)

__all__ = [
    "Cap",
    "Category",
    "ConsentAge",
    "HeirsLaw",
    "Jurisdiction",
    "JurisdictionUnknown",
    "LawOutdated",
    "LawPackInvalid",
    "SupervisoryAuthority",
    "Trigger",
    "authorities",
    "authority",
    "consent_age",
    "heirs",
    "jurisdiction",
    "jurisdiction_of",
    "jurisdictions",
]
