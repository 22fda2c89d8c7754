"""
The OpenAPI description: routes take raw bytes, so it is written by hand.
"""

from __future__ import annotations

from typing import Any

import cds

__all__ = ["DESCRIPTION"]

_OBJECT: dict[str, Any] = {"type": "object"}
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_CODING: dict[str, Any] = {
    "type": "object",
    "required": ["system", "code"],
    "properties": {"system": _TEXT, "code": _TEXT, "display": _TEXT},
}
_URI: dict[str, Any] = {"type": "string", "format": "uri"}
_UUID: dict[str, Any] = {"type": "string", "format": "uuid"}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


_SCHEMAS: dict[str, Any] = {
    "Request": {
        "type": "object",
        "required": ["hook", "hookInstance", "context"],
        "properties": {
            "hook": _TEXT,
            "hookInstance": {"type": "string", "minLength": 1, "description": "A UUID."},
            "fhirServer": _URI,
            "fhirAuthorization": {
                "type": "object",
                "required": ["access_token", "token_type", "expires_in", "scope", "subject"],
                "properties": {
                    "access_token": _TEXT,
                    "token_type": {"enum": ["Bearer"]},
                    "expires_in": {"type": "integer"},
                    "scope": {"type": "string"},
                    "subject": {"type": "string"},
                    "patient": {"type": "string"},
                },
            },
            "context": {
                "type": "object",
                "required": ["patientId"],
                "properties": {
                    "patientId": _TEXT,
                    "userId": _TEXT,
                    "encounterId": _TEXT,
                    "draftOrders": _OBJECT,
                    "selections": {"type": "array", "items": _TEXT},
                    "conditions": _OBJECT,
                },
            },
            "prefetch": {
                "type": "object",
                "description": "By key: a resource, a Bundle, an OperationOutcome, or null for 'looked for, nothing there'.",
                "additionalProperties": {"type": ["object", "null"]},
            },
            "extension": _OBJECT,
        },
    },
    "Action": {
        "type": "object",
        "required": ["type", "description"],
        "properties": {
            "type": {"enum": ["create", "delete"]},
            "description": _TEXT,
            "resource": _OBJECT,
            "resourceId": _TEXT,
        },
    },
    "Suggestion": {
        "type": "object",
        "required": ["label", "uuid"],
        "properties": {
            "label": _TEXT,
            "uuid": _UUID,
            "actions": {"type": "array", "minItems": 1, "items": _ref("Action")},
        },
    },
    "Card": {
        "type": "object",
        "required": ["uuid", "summary", "indicator", "source"],
        "properties": {
            "uuid": _UUID,
            "summary": {"type": "string", "minLength": 1, "maxLength": 139},
            "detail": _TEXT,
            "indicator": {"enum": ["info", "warning", "critical"]},
            "source": {
                "type": "object",
                "required": ["label"],
                "properties": {"label": _TEXT, "url": _URI, "topic": _CODING},
            },
            "suggestions": {"type": "array", "minItems": 1, "items": _ref("Suggestion")},
            "selectionBehavior": {"enum": ["at-most-one", "any"]},
            "overrideReasons": {"type": "array", "minItems": 1, "items": _CODING},
            "links": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["label", "url", "type"],
                    "properties": {"label": _TEXT, "url": _URI, "type": {"enum": ["absolute"]}},
                },
            },
            "extension": _OBJECT,
        },
    },
    "Cards": {
        "type": "object",
        "required": ["cards"],
        "properties": {"cards": {"type": "array", "items": _ref("Card")}, "extension": _OBJECT},
    },
    "Service": {
        "type": "object",
        "required": ["hook", "description", "id"],
        "properties": {
            "hook": _TEXT,
            "title": _TEXT,
            "description": _TEXT,
            "id": _TEXT,
            "version": _TEXT,
            "prefetch": {"type": "object", "additionalProperties": _TEXT},
            "usageRequirements": _TEXT,
        },
    },
    "Services": {
        "type": "object",
        "required": ["services"],
        "properties": {"services": {"type": "array", "items": _ref("Service")}},
    },
    "Feedback": {
        "type": "object",
        "required": ["feedback"],
        "properties": {
            "feedback": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["card", "outcome", "outcomeTimestamp"],
                    "properties": {
                        "card": _TEXT,
                        "outcome": {"enum": ["accepted", "overridden"]},
                        "acceptedSuggestions": {
                            "type": "array",
                            "items": {"type": "object", "required": ["id"], "properties": {"id": _TEXT}},
                        },
                        "overrideReason": {
                            "type": "object",
                            "properties": {"reason": _CODING, "userComment": {"type": "string"}},
                        },
                        "outcomeTimestamp": {"type": "string", "format": "date-time"},
                    },
                },
            }
        },
    },
    "OperationOutcome": {
        "type": "object",
        "required": ["resourceType", "issue"],
        "properties": {
            "resourceType": {"enum": ["OperationOutcome"]},
            "issue": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["severity", "code"],
                    "properties": {
                        "severity": {"enum": ["fatal", "error", "warning", "information"]},
                        "code": _TEXT,
                        "diagnostics": _TEXT,
                        "expression": {"type": "array", "items": _TEXT},
                    },
                },
            },
        },
    },
}

_SCHEMAS["Decision"] = {
    "type": "object",
    "required": ["id", "service", "hook", "patient", "as_of", "asked_at", "pack_hash"],
}
_SCHEMAS["Health"] = {
    "type": "object",
    "required": ["status"],
    "properties": {"status": {"enum": ["ok", "failed"]}, "pack": _TEXT, "checks": _OBJECT},
}

_REFUSALS = {
    400: "The request can not be understood.",
    401: "The caller did not show who it is.",
    404: "There is no such service.",
    405: "Another method is needed.",
    408: "The body did not arrive in time.",
    412: "The Patient was neither sent nor readable.",
    413: "The request is too large.",
    415: "The body is no JSON by its own account.",
    429: "This issuer calls too often.",
    503: "Too busy, or the store failed; try again.",
}


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": _ref(name)}}


def _answers(name: str, says: str, *refused: int) -> dict[str, Any]:
    told: dict[str, Any] = {"200": {"description": says, "content": _json(name)}}
    return told | {
        str(status): {"description": _REFUSALS[status], "content": _json("OperationOutcome")} for status in refused
    }


def _body(name: str) -> dict[str, Any]:
    content = {kind: {"schema": _ref(name)} for kind in ("application/json", "application/fhir+json")}
    return {"required": True, "content": content}


_PATH_ID: dict[str, Any] = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}

_PATHS: dict[str, Any] = {
    "/cds-services": {
        "get": {
            "summary": "Discovery",
            "description": "Say which services there are.",
            "operationId": "discover_cds_services_get",
            "responses": _answers("Services", "The services.", 401) | {"304": {"description": "Nothing has changed."}},
        }
    },
    "/cds-services/{id}": {
        "post": {
            "summary": "Call a service",
            "description": "Answer a call of a service with cards.",
            "operationId": "call_cds_services__id__post",
            "responses": _answers("Cards", "Cards, perhaps none.", 400, 401, 404, 408, 412, 413, 415, 429, 503),
            "requestBody": _body("Request"),
            "parameters": [_PATH_ID],
        }
    },
    "/cds-services/{id}/feedback": {
        "post": {
            "summary": "Feedback on cards",
            "description": "Take what clinicians did with the cards of a service.",
            "operationId": "take_feedback_cds_services__id__feedback_post",
            "responses": _answers(
                "OperationOutcome", "What became of each item.", 400, 401, 404, 408, 413, 415, 429, 503
            ),
            "requestBody": _body("Feedback"),
            "parameters": [_PATH_ID],
        }
    },
    "/decisions/{id}": {
        "get": {
            "summary": "What was decided, for operators",
            "description": "Show what was decided and on what it rested.",
            "operationId": "decision_decisions__id__get",
            "responses": _answers("Decision", "The decision.", 401, 404, 503),
            "parameters": [_PATH_ID],
        }
    },
    "/healthz": {
        "get": {
            "summary": "The process answers",
            "description": "Tell that the process answers.",
            "operationId": "healthy_healthz_get",
            "responses": _answers("Health", "The process answers."),
        }
    },
    "/readyz": {
        "get": {
            "summary": "Calls are answered as they should be",
            "description": "Tell whether calls are answered as they should be: pack, store, evaluators.",
            "operationId": "ready_readyz_get",
            "responses": _answers("Health", "Ready.")
            | {"503": {"description": "Not ready, and why.", "content": _json("Health")}},
        }
    },
    "/metrics": {
        "get": {
            "summary": "Numbers for Prometheus, for operators",
            "description": "Give the numbers to Prometheus.",
            "operationId": "measure_metrics_get",
            "responses": {
                "200": {"description": "Numbers.", "content": {"text/plain": {"schema": {"type": "string"}}}},
                "401": {"description": _REFUSALS[401], "content": _json("OperationOutcome")},
            },
        }
    },
}

DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "OVF-CDS",
        "description": "Decision support for osteoporotic vertebral fractures, by CDS Hooks.",
        "version": cds.__version__,
    },
    "paths": _PATHS,
    "components": {
        "schemas": _SCHEMAS,
        "securitySchemes": {"client": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
    },
}
