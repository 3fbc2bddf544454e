import { runtimeMayNot } from '../answers.ts'
import type { ApiHandler } from '../call.ts'

/** `GET /2018-06-01/runtime/invocation/next`. Source: Lambda Developer Guide, "Using the Lambda runtime API". */
export const next: ApiHandler = async ({ host, response, signal }) => {
  // A managed runtime speaks the channel: nobody but it gets invocations.
  if (!host.runtime) throw runtimeMayNot('Started', 'Ready')
  const { header, payload } = await host.runtime.next(signal)
  const { id, arn, deadline, trace, clientContext, identity, tenantId } = header
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': payload.length,
    'Lambda-Runtime-Aws-Request-Id': id,
    'Lambda-Runtime-Deadline-Ms': String(deadline),
    'Lambda-Runtime-Invoked-Function-Arn': arn,
    ...(trace === undefined ? {} : { 'Lambda-Runtime-Trace-Id': trace }),
    ...(clientContext === undefined ? {} : { 'Lambda-Runtime-Client-Context': oneLine(clientContext) }),
    ...(identity === undefined ? {} : { 'Lambda-Runtime-Cognito-Identity': oneLine(identity) }),
    ...(tenantId === undefined ? {} : { 'Lambda-Runtime-Aws-Tenant-Id': tenantId }),
  })
  response.end(payload)
}

/** JSON for a header: without line breaks, other letters as escapes. */
function oneLine(json: string): string {
  return json
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/[^\t\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
