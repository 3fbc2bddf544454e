/** What a method's integration answers. Source: API Gateway Developer Guide, "Choose an API Gateway API integration type". */

import type { Integration } from '@aws-sdk/client-api-gateway'
import { shownMap } from '../../../gateway/index.ts'
import { askAddress, askCustomAddress } from './addresses.ts'
import type { IntegrationAnswer } from './answer.ts'
import { integrationOf, type RestExchange } from './exchange.ts'
import { integrationRequest } from './integration-request.ts'
import { mappedAnswer } from './integration-response.ts'
import { askCustom } from './lambda-custom.ts'
import { askProxy } from './lambda-proxy.ts'
import { internalError } from './refusals.ts'
import { askService } from './services.ts'

/** Asks the integration. Fails with a Refusal. */
export async function integrate(exchange: RestExchange): Promise<IntegrationAnswer> {
  const { log, facts, surroundings } = exchange
  const integration = integrationOf(exchange)
  if (!integration) {
    log.error('Execution failed due to configuration error: No integration defined for method')
    throw internalError()
  }
  const begun = surroundings.clock.now()
  let answer: IntegrationAnswer
  try {
    answer = await answerOf(exchange, integration)
  } finally {
    facts.integrationLatencyMs = Math.max(0, surroundings.clock.now() - begun)
  }
  // Whatever answered is named by its chain (as public conformance tests recorded of AWS).
  if (integration.type !== 'MOCK') {
    const headers = new Map([...answer.headers, ['x-amzn-trace-id', [exchange.traceHeader]]])
    answer = { ...answer, headers }
    log.info(
      `Received response. Status: ${facts.integrationStatus ?? answer.status}, Integration latency: ${facts.integrationLatencyMs} ms`,
    )
  }
  const { body } = answer
  if (body instanceof Uint8Array)
    log.data(() => `Method response body after transformations: ${Buffer.from(body).toString('utf8')}`)
  log.data(
    () =>
      `Method response headers: ${shownMap([...answer.headers].map(([name, values]) => [name, values.join(',')]))}`,
  )
  log.info('Successfully completed execution')
  log.info(`Method completed with status: ${answer.status}`)
  return answer
}

function answerOf(
  exchange: RestExchange,
  integration: Integration,
): IntegrationAnswer | Promise<IntegrationAnswer> {
  switch (integration.type) {
    case 'AWS_PROXY':
      return askProxy(exchange, integration)
    case 'AWS':
      return isFunction(integration) ? askCustom(exchange, integration) : askService(exchange, integration)
    case 'HTTP_PROXY':
      return askAddress(exchange, integration)
    case 'HTTP':
      return askCustomAddress(exchange, integration)
    default:
      return mock(exchange, integration)
  }
}

function isFunction({ uri = '' }: Integration): boolean {
  return /:lambda:path\/.*\/functions\//.test(uri)
}

/** The template says which status is meant. Source: as above, "Set up mock integrations in API Gateway". */
function mock(exchange: RestExchange, integration: Integration): IntegrationAnswer {
  const { log, facts } = exchange
  const request = integrationRequest(exchange, integration, false)
  const text = Buffer.from(request.body).toString('utf8')
  const status = /["']?statusCode["']?\s*:\s*["']?(\d{3})\b/.exec(text)?.[1]
  if (status === undefined) {
    log.error(
      'Execution failed due to configuration error: Unable to parse statusCode. It should be an integer that is defined in the request template.',
    )
    throw internalError()
  }
  facts.integrationStatus = Number(status)
  const headers = new Map<string, readonly string[]>()
  const answer = { status: Number(status), headers, body: new Uint8Array(0), selected: status }
  return mappedAnswer(exchange, integration, answer, request.response)
}
