/**
 * What a client is answered of what an integration answered. Source: API Gateway Developer Guide, "Set up an integration response in API
 * Gateway", "Set up a method response".
 */
import type { Integration, IntegrationResponse } from '@aws-sdk/client-api-gateway'
import { isSendable } from '../../../engines/http-events/index.ts'
import { javaPattern, type Overrides, TemplateError } from '../../../engines/mapping-template/index.ts'
import { acceptsBinary, isBinaryType, plainType } from '../domain/content-types.ts'
import { evaluateExpression } from '../domain/parameter-expressions.ts'
import type { IntegrationAnswer } from './answer.ts'
import { contextText } from './context.ts'
import type { RestExchange } from './exchange.ts'
import { rendering } from './integration-request.ts'
import { internalError } from './refusals.ts'

/** An integration's answer as a whole, and the text that patterns are held against. */
export interface WholeAnswer extends IntegrationAnswer {
  readonly body: Uint8Array
  /** The status, or the error message of a function; undefined: no pattern is meant. */
  readonly selected?: string | undefined
}

/** Fails with a Refusal where no response is meant for the answer. */
export function mappedAnswer(
  exchange: RestExchange,
  integration: Integration,
  answer: WholeAnswer,
  overriding: { readonly status?: number; readonly header: Overrides },
): IntegrationAnswer {
  const response = selectedResponse(integration, answer)
  if (!response) {
    exchange.log.error(
      `Execution failed due to configuration error: No match for output mapping and no default output mapping configured. Endpoint Response Status Code: ${answer.status}`,
    )
    throw internalError()
  }
  const { body, type, set } = mappedBody(exchange, response, answer)
  const headers = new Map<string, readonly string[]>(type === undefined ? [] : [['content-type', [type]]])
  for (const [name, values] of mappedHeaders(exchange, response, answer)) headers.set(name, values)
  const overrides = { ...overriding.header, ...set.header }
  for (const [name, value] of Object.entries(overrides)) {
    const values = [value].flat()
    if (values.every((one) => isSendable(name, one))) headers.set(name.toLowerCase(), values)
  }
  const status = set.status ?? overriding.status ?? Number(response.statusCode)
  return { status: status >= 200 && status <= 599 ? status : 500, headers, body }
}

/** The first whose pattern the text matches as a whole, else the one without a pattern. */
function selectedResponse(
  { integrationResponses }: Integration,
  { selected }: WholeAnswer,
): IntegrationResponse | undefined {
  const all = Object.values(integrationResponses ?? {})
  const patterned = all.filter(
    ({ selectionPattern }) => selectionPattern !== undefined && selectionPattern !== '',
  )
  const found =
    selected === undefined
      ? undefined
      : patterned.find(({ selectionPattern = '' }) => matches(selectionPattern, selected))
  return found ?? all.find((response) => !patterned.includes(response))
}

function matches(pattern: string, text: string): boolean {
  try {
    return javaPattern(pattern).matches(text)
  } catch (error) {
    if (error instanceof TemplateError) return false
    throw error
  }
}

function mappedHeaders(
  exchange: RestExchange,
  { responseParameters = {} }: IntegrationResponse,
  { headers, body }: WholeAnswer,
): Array<readonly [string, readonly string[]]> {
  const sources = {
    response: { headers, body: () => Buffer.from(body).toString('utf8') },
    context: (name: string) => contextText(exchange, name),
    stageVariables: exchange.stage.variables,
  }
  return Object.entries(responseParameters).flatMap(
    ([target, expression]): Array<readonly [string, readonly string[]]> => {
      const name = /^method\.response\.(?:multivalue)?header\.(.+)$/.exec(target)?.[1]?.toLowerCase()
      const values = evaluateExpression(expression, sources)
      // What could begin another header is not set.
      if (name === undefined || values === undefined || !values.every((value) => isSendable(name, value)))
        return []
      return [[name, values]]
    },
  )
}

/**
 * What becomes of an answer where its response does not say. Source: Developer Guide, "Content type conversions in API Gateway": a client that
 * takes texts is given bytes in base64, and one that takes bytes what a text is base64 of.
 */
function usualHandling(isBytes: boolean, takesBytes: boolean): IntegrationResponse['contentHandling'] {
  if (isBytes === takesBytes) return undefined
  return isBytes ? 'CONVERT_TO_TEXT' : 'CONVERT_TO_BINARY'
}

/** A template is chosen by what the client takes, else that of JSON, else the first. Source: answers of AWS in public conformance tests. */
function mappedBody(
  exchange: RestExchange,
  response: IntegrationResponse,
  { headers, body }: WholeAnswer,
): {
  readonly body: Uint8Array
  readonly type?: string | undefined
  readonly set: { readonly status?: number; readonly header: Overrides }
} {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const sentType = headers.get('content-type')?.[0]
  const { binaryMediaTypes } = exchange.deployed
  const isBytes = isBinaryType(sentType, binaryMediaTypes)
  const contentHandling =
    response.contentHandling ??
    usualHandling(isBytes, acceptsBinary(exchange.headers.accept, binaryMediaTypes))
  const templates = response.responseTemplates ?? {}
  const accepted = plainType(exchange.headers.accept?.split(',', 1)[0])
  const names = Object.keys(templates)
  const name =
    names.find((one) => one.toLowerCase() === accepted) ??
    names.find((one) => one === 'application/json') ??
    names[0]
  const template = name === undefined ? undefined : templates[name]
  if (template === undefined || template === '') {
    if (contentHandling === 'CONVERT_TO_TEXT' && isBytes)
      return { body: Buffer.from(bytes.toString('base64'), 'latin1'), type: sentType, set: { header: {} } }
    if (contentHandling === 'CONVERT_TO_BINARY')
      return { body: Buffer.from(bytes.toString('latin1'), 'base64'), type: sentType, set: { header: {} } }
    return { body, type: name ?? sentType ?? 'application/json', set: { header: {} } }
  }
  const text = bytes.toString(isBytes && contentHandling === 'CONVERT_TO_TEXT' ? 'base64' : 'utf8')
  const rendered = rendering(exchange, template, text, 'response')
  const made = Buffer.from(rendered.text, contentHandling === 'CONVERT_TO_BINARY' ? 'base64' : 'utf8')
  return { body: made, type: name, set: rendered.response }
}
