/** Turns refusals into answers, as the API words them. Source: API Gateway Developer Guide, "Gateway responses for REST APIs". */
import type { GatewayResponse } from '@aws-sdk/client-api-gateway'
import { isSendable } from '../../../engines/http-events/index.ts'
import type { Answer } from '../../../gateway/index.ts'
import { gatewayResponseOf } from '../domain/gateway-response-defaults.ts'
import { evaluateExpression } from '../domain/parameter-expressions.ts'
import { contextText } from './context.ts'
import type { RestExchange } from './exchange.ts'
import { requestMessage } from './message.ts'
import type { Refusal } from './refusals.ts'

/** The answer to a request that was refused before anything of its API was known. */
export function plainRefusal({ errorType, words, member, status, type }: Refusal): Answer {
  const usual = Number(gatewayResponseOf(type, new Map()).statusCode ?? 500)
  // What is too much for API Gateway itself is told as text (as users have published).
  if (errorType === 'RequestTooLargeException')
    return { status: usual, headers: { 'content-type': 'text; charset=utf-8' }, body: words ?? '' }
  const isSpaced = errorType === 'InternalServerErrorException' || type === 'REQUEST_TOO_LARGE'
  return {
    status: status ?? usual,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': errorType },
    // What is the API's own fault is written with a space, as AWS writes it, and what is too much for a function.
    body: `{"${member}":${isSpaced ? ' ' : ''}${JSON.stringify(words)}}`,
  }
}

/** The answer of a refusal as the API words it. */
export function refusalAnswer(exchange: RestExchange, refusal: Refusal): Answer {
  const { gatewayResponses } = exchange.deployed
  const response = gatewayResponseOf(refusal.type, gatewayResponses)
  exchange.facts.error = {
    message: refusal.words ?? '',
    type: refusal.type,
    ...(refusal.validation === undefined ? {} : { validation: refusal.validation }),
  }
  const plain = plainRefusal(refusal)
  const isChosen = gatewayResponses.has(refusal.type) || isGeneral(gatewayResponses, plain.status)
  if (!isChosen) return plain
  // Where another status is not chosen, the one of this very failure stays (a malformed answer's 502).
  const own = gatewayResponses.get(refusal.type)
  const status =
    own?.statusCode === undefined && refusal.status !== undefined
      ? refusal.status
      : Number(response.statusCode)
  const [type, template] = chosenTemplate(response, exchange.headers.accept)
  return {
    status,
    headers: { ...plain.headers, 'content-type': type, ...headersOf(exchange, response) },
    body: filled(exchange, template, refusal),
  }
}

function isGeneral(responses: ReadonlyMap<string, GatewayResponse>, status: number): boolean {
  return responses.has(status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX')
}

/** The template of a type that the client takes, else that of JSON, else any. */
function chosenTemplate({ responseTemplates = {} }: GatewayResponse, accept = ''): readonly [string, string] {
  const all = Object.entries(responseTemplates)
  const accepted = accept.split(',').map((type) => type.split(';', 1)[0]?.trim())
  const found =
    all.find(([type]) => accepted.includes(type)) ??
    all.find(([type]) => type === 'application/json') ??
    all[0]
  return found ?? ['application/json', '{"message":$context.error.messageString}']
}

/** Variables are filled in as texts: this is no mapping template. */
function filled(exchange: RestExchange, template: string, { words }: Refusal): string {
  return template.replaceAll(
    /\$(context|stageVariables)\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_:-]+)*)/g,
    (_whole, root: string, name: string) => {
      if (root === 'stageVariables')
        return Object.hasOwn(exchange.stage.variables, name) ? (exchange.stage.variables[name] ?? '') : ''
      if (name === 'error.messageString') return JSON.stringify(words)
      return contextText(exchange, name) ?? ''
    },
  )
}

function headersOf(
  exchange: RestExchange,
  { responseParameters = {} }: GatewayResponse,
): Record<string, string> {
  const sources = {
    request: requestMessage(exchange),
    context: (name: string) => contextText(exchange, name),
    stageVariables: exchange.stage.variables,
  }
  return Object.fromEntries(
    Object.entries(responseParameters).flatMap(([target, expression]): Array<[string, string]> => {
      const name = /^gatewayresponse\.header\.(.+)$/.exec(target)?.[1]?.toLowerCase()
      const value = evaluateExpression(expression, sources)?.join(',')
      return name !== undefined && value !== undefined && isSendable(name, value) ? [[name, value]] : []
    }),
  )
}
