"""What every cookie of this server is, in one place."""

from dataclasses import dataclass

from fastapi import Request, Response

from inperson.http.services import Services


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that no script reads and no other site's page sends.

    Where browsers come by https, as `public_url` says and nothing in a request, it is `Secure` and
    has the prefix `__Host-`: no other host of the domain, and no plain page, can set it.
    """

    label: str

    def read(self, request: Request) -> str | None:
        """Return what a request carries."""
        return request.cookies.get(self._name(_secure(request)))

    def put(
        self, request: Request, answer: Response, value: str, max_age_s: int | None = None
    ) -> None:
        """Let the browser keep a value; until it is closed if no time is given."""
        secure = _secure(request)
        answer.set_cookie(
            self._name(secure),
            value,
            max_age=max_age_s,
            secure=secure,
            path="/",
            httponly=True,
            samesite="strict",
        )

    def drop(self, request: Request, answer: Response) -> None:
        """Let the browser forget it."""
        self.put(request, answer, "", max_age_s=0)

    def _name(self, secure: bool) -> str:
        return f"__Host-{self.label}" if secure else self.label


def _secure(request: Request) -> bool:
    services: Services = request.app.state.services
    return services.secure
