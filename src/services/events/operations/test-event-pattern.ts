import type * as Api from '@aws-sdk/client-eventbridge'
import type { Json, JsonObject } from '../../../base/json.ts'
import { compileEventPattern } from '../../../engines/event-pattern/index.ts'
import { invalidParameter } from '../errors.ts'
import { required } from '../required.ts'
import { checkPattern } from '../views.ts'

/** The members that an event must have. Source: API Reference, TestEventPattern, `Event`. */
const members = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type']

export async function testEventPattern(
  input: Api.TestEventPatternRequest,
): Promise<Api.TestEventPatternResponse> {
  const pattern = required(input.EventPattern, 'EventPattern')
  const event = readEvent(required(input.Event, 'Event'))
  checkPattern(pattern)
  return { Result: compileEventPattern(pattern).matches(event) }
}

/** UNVERIFIED: AWS names `resources` among what must be there; events without it have been taken by it. */
function readEvent(text: string): JsonObject {
  let event: Json
  try {
    event = JSON.parse(text) as Json
  } catch {
    throw invalidParameter('Event')
  }
  if (event === null || typeof event !== 'object' || Array.isArray(event)) throw invalidParameter('Event')
  const value = event as JsonObject
  if (!members.every((name) => name === 'resources' || value[name] !== undefined))
    throw invalidParameter('Event')
  return value
}
