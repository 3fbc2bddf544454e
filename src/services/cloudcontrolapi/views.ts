import type { ProgressEvent } from '@aws-sdk/client-cloudcontrol'
import { retryAfterMs } from './limits.ts'
import { ended, type Request } from './records.ts'

/** A request as clients see it. */
export function progressEvent(request: Request): ProgressEvent {
  const { typeName, identifier, token, operation, status, desired, statusMessage, errorCode, eventAt } =
    request
  return {
    TypeName: typeName,
    ...(identifier === undefined ? {} : { Identifier: identifier }),
    RequestToken: token,
    Operation: operation,
    OperationStatus: status,
    EventTime: new Date(eventAt),
    ...(desired === undefined ? {} : { ResourceModel: JSON.stringify(desired) }),
    ...(statusMessage === undefined ? {} : { StatusMessage: statusMessage }),
    ...(errorCode === undefined ? {} : { ErrorCode: errorCode }),
    ...(ended(status) ? {} : { RetryAfter: new Date(eventAt + retryAfterMs) }),
  }
}
