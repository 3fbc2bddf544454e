/**
 * An HTTP task's request and answer as TestState's inspection level TRACE shows them. What the connection added is secret, and left out unless secrets are
 * to be revealed. Source: Developer Guide, "Testing state machines with TestState API", example 3.
 */
import type * as Api from '@aws-sdk/client-sfn'
import { answerRange, httpRequest, userAgent } from '../integrations/optimized/http.ts'
import { headersOf } from '../integrations/optimized/http-task.ts'
import type { ConnectionCredentials, HttpExchange } from '../integrations/types.ts'

const nothing: ConnectionCredentials = { Headers: {}, Query: [], Body: {} }

export function traceView(
  { given, added, answer }: HttpExchange,
  revealSecrets: boolean,
  region: string,
): Pick<Api.InspectionData, 'request' | 'response'> {
  const shown = revealSecrets ? added : nothing
  const { url, method, body } = httpRequest(given, shown)
  const protocol = new URL(url).protocol.slice(0, -1)
  const headers = [
    ...Object.entries(headersOf(given.Headers, (name) => name)),
    ...Object.entries(shown.Headers),
    ['User-Agent', userAgent(region)] as const,
    ['Range', answerRange] as const,
  ]
  return {
    request: { protocol, method, url, headers: listed(headers), ...(body && { body: body.text }) },
    ...(answer && {
      response: {
        protocol,
        statusCode: String(answer.status),
        statusMessage: answer.statusText,
        headers: listed(answer.headers),
        body: answer.body,
      },
    }),
  }
}

function listed(headers: ReadonlyArray<readonly [name: string, value: string]>): string {
  return `[${headers.map(([name, value]) => `${name}: ${value}`).join(', ')}]`
}
