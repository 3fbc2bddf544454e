"""The context object. Source: Lambda Developer Guide, "Using the Lambda context object to retrieve Python function information"."""

import json
import logging
import sys
import time

from .errors import Fault
from .variables import variable

_W3C_FIELDS = ("traceparent", "tracestate", "baggage")


class _Record:
    """Named attributes out of a JSON object; those that it lacks are None."""

    __slots__ = ()

    def __init__(self, values):
        for name in self.__slots__:
            setattr(self, name, values.get(name))

    def __repr__(self):
        return _representation(self, self.__slots__)


class CognitoIdentity(_Record):
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")


class Client(_Record):
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


class ClientContext(_Record):
    __slots__ = ("custom", "env", "client")


class LambdaContext:
    def __init__(self, header):
        self.aws_request_id = header["id"]
        self.log_group_name = variable(b"AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = variable(b"AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = variable(b"AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = variable(b"AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = variable(b"AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = header.get("arn")
        self.tenant_id = header.get("tenantId")
        client_context = header.get("clientContext")
        client_context = _parse(client_context, "Client Context") if client_context else None
        self._w3c = _take_w3c(client_context)
        self.client_context = None
        if client_context is not None:
            self.client_context = ClientContext(client_context)
            if self.client_context.client is not None:
                self.client_context.client = Client(self.client_context.client)
        identity = header.get("identity")
        self.identity = CognitoIdentity(_cognito(identity) if identity else _NOTHING)
        self._epoch_deadline_time_in_ms = header["deadline"]

    def get_remaining_time_in_millis(self):
        return max(0, int(self._epoch_deadline_time_in_ms) - int(time.time() * 1000))

    def w3c(self):
        """The W3C trace context that came with the invocation."""
        return dict(self._w3c)

    def log(self, message):
        for handler in logging.getLogger().handlers:
            sink = getattr(handler, "log_sink", None)
            if sink is not None:
                sink.log(str(message))
                return
        sys.stdout.write(str(message))

    def __repr__(self):
        return _representation(
            self,
            (
                "aws_request_id",
                "log_group_name",
                "log_stream_name",
                "function_name",
                "memory_limit_in_mb",
                "function_version",
                "invoked_function_arn",
                "client_context",
                "identity",
                "tenant_id",
            ),
        )


def _representation(value, names):
    fields = ",".join("%s=%s" % (name, getattr(value, name)) for name in names)
    return "%s([%s])" % (type(value).__name__, fields)


_NOTHING = {}


def _cognito(text):
    identity = _parse(text, "Cognito Identity") or {}
    return {
        "cognito_identity_id": identity.get("cognitoIdentityId"),
        "cognito_identity_pool_id": identity.get("cognitoIdentityPoolId"),
    }


def _parse(text, name):
    try:
        return json.loads(text)
    except Exception as error:
        raise Fault(
            "Runtime.LambdaContextUnmarshalError", "Unable to parse %s JSON: %s" % (name, error)
        ) from None


def _take_w3c(client_context):
    if not isinstance(client_context, dict):
        return {}
    fields = client_context.pop("w3c", None)
    if not isinstance(fields, dict):
        return {}
    return {name: fields[name] for name in _W3C_FIELDS if isinstance(fields.get(name), str)}
