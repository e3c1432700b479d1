"""`/v1/breaches`: what a controller has to know of breaches (GDPR Art. 33(2)).

A message says that there is one; the case file is read here, by a production token of the scope
`rights`. A breach is in it once its tenant was told, and no other tenant is named.
"""

from fastapi import APIRouter

from inperson.http.routes import GoverningDeskOf, ServicesOf, allowed, refusals
from inperson.tenants import Action
from inperson.views import BreachList, breach_case

router = APIRouter(prefix="/v1", tags=["breaches"], responses=refusals(401, 403, 503))


@router.get("/breaches", operation_id="listBreaches", dependencies=allowed(Action.READ_BREACHES))
def list_breaches(services: ServicesOf, desk: GoverningDeskOf) -> BreachList:
    """List the breaches that you were told of, in the order in which they were noticed."""
    now = desk.clock.now()
    told = services.breaches.told(desk.tenant_id)
    return BreachList(breaches=[breach_case(each, now) for each in told])
