"""`/v1/appearance`: how a tenant's hosted checks look. Both routes need the scope `admin`."""

from fastapi import APIRouter

from inperson.checks import Appearance, Looks
from inperson.http.routes import DeskOf, GoverningDeskOf, allowed, refusals
from inperson.tenants import Action
from inperson.views import AppearanceView, appearance_view

router = APIRouter(
    prefix="/v1/appearance", tags=["checks"], responses=refusals(401, 403, 422, 500, 503)
)


@router.get("", operation_id="getAppearance", dependencies=allowed(Action.SET_APPEARANCE))
def get_appearance(desk: DeskOf) -> AppearanceView:
    """Read how your hosted checks look."""
    return appearance_view(Looks(desk).current())


@router.put(
    "",
    operation_id="setAppearance",
    dependencies=allowed(Action.SET_APPEARANCE),
    responses=refusals(400, 413),
)
def set_appearance(desk: GoverningDeskOf, body: AppearanceView) -> AppearanceView:
    """Set how your hosted checks look."""
    return appearance_view(Looks.put(desk, Appearance(body.accent)))
