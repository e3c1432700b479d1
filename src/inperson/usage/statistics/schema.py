"""The JSON schema of a release, made from the closed domains; the file beside it is what this says.

`python -m inperson.usage.statistics.schema` prints it.
"""

import json
from typing import Any

from inperson.usage.statistics.domains import DOMAINS, Measure
from inperson.usage.statistics.noise import MECHANISM
from inperson.usage.statistics.release import MOST_COUNT, UNIT, VERSION

FILE = "release.v1.schema.json"
_COUNT = {"$ref": "#/$defs/count"}
_COUNT_OR_NONE = {"$ref": "#/$defs/told"}
_NUMBER = {"minimum": 0, "maximum": MOST_COUNT}
_COST = {"l1_sensitivity": _COUNT, "scale": _COUNT, "epsilon_micro": _COUNT}


def schema() -> dict[str, Any]:
    """Return the schema of a release."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:inperson:{VERSION}",
        "title": "Private statistics of one period",
        **_object(
            {
                "schema": {"const": VERSION},
                "period": {
                    "type": "string",
                    "pattern": "^2[0-9]{3}-(0[1-9]|1[0-2])$",
                    "maxLength": 7,
                },
                "withheld": {"type": "boolean"},
                "parameters": _parameters(),
                "subjects": _object({**_COST, "count": _COUNT_OR_NONE}),
                "histograms": _object({each.value: _histogram(each) for each in Measure}),
            }
        ),
        "$defs": {
            "count": {"type": "integer", **_NUMBER},
            "told": {"type": ["integer", "null"], **_NUMBER},
        },
    }


def _parameters() -> dict[str, Any]:
    version = {
        "type": "string",
        "pattern": r"^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$",
        "maxLength": 11,
    }
    numbers = (
        "epsilon_micro",
        "yearly_epsilon_micro",
        "sessions_of_one_subject",
        "retry_within_s",
        "least_subjects",
        "least_count",
    )
    return _object(
        {
            "mechanism": {"const": MECHANISM},
            "library_version": version,
            "unit_of_privacy": {"const": UNIT},
            "token_kind": {"const": "production"},
            **dict.fromkeys(numbers, _COUNT),
        }
    )


def _histogram(measure: Measure) -> dict[str, Any]:
    return _object({**_COST, "bins": _object(dict.fromkeys(DOMAINS[measure], _COUNT_OR_NONE))})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


if __name__ == "__main__":
    print(json.dumps(schema(), indent=2))  # noqa: T201
