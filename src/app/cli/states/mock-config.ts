/**
 * AWS's mock configuration files: which tasks of which test case answer what, without the service. Source: Step Functions Developer Guide, "Using mocked
 * service integrations for testing in Step Functions Local".
 */
import type { Json, JsonObject } from '../../../base/json.ts'

/** What a mocked task comes to. */
export type MockedResponse = { readonly output: Json } | { readonly error: string; readonly cause?: string }

/** One named response: what each attempt of a state gets. */
export interface MockedAttempts {
  readonly name: string
  readonly attempts: ReadonlyMap<number, MockedResponse>
}

/** Responses of one test case by the name of the state. */
export type TestCase = ReadonlyMap<string, MockedAttempts>

export interface MockConfig {
  /** By the machine's name, then by the case's. */
  readonly machines: ReadonlyMap<string, ReadonlyMap<string, TestCase>>
}

/** A file that is no mock configuration. The message says where and why. */
export class MockConfigError extends Error {
  override readonly name = 'MockConfigError'
}

/** Attempts that one range may name. */
const attemptsMax = 10_000

/** @throws MockConfigError */
export function readMockConfig(text: string): MockConfig {
  const document = objectAt(parseJson(text), 'The file')
  const responses = new Map(
    Object.entries(objectAt(document.MockedResponses ?? {}, 'MockedResponses')).map(([name, value]) => [
      name,
      readAttempts(name, objectAt(value ?? null, `MockedResponses.${name}`)),
    ]),
  )
  const machines = Object.entries(objectAt(document.StateMachines ?? null, 'StateMachines')).map(
    ([name, value]): [string, ReadonlyMap<string, TestCase>] => {
      const place = `StateMachines.${name}`
      const cases = objectAt(objectAt(value ?? null, place).TestCases ?? null, `${place}.TestCases`)
      return [
        name,
        new Map(
          Object.entries(cases).map(([key, one]) => [
            key,
            readCase(one, `${place}.TestCases.${key}`, responses),
          ]),
        ),
      ]
    },
  )
  return { machines: new Map(machines) }
}

function readCase(
  value: Json | undefined,
  place: string,
  responses: ReadonlyMap<string, MockedAttempts>,
): TestCase {
  return new Map(
    Object.entries(objectAt(value ?? null, place)).map(([state, name]) => {
      const found = typeof name === 'string' ? responses.get(name) : undefined
      if (!found)
        throw new MockConfigError(`${place}.${state} names no mocked response: ${JSON.stringify(name)}`)
      return [state, found]
    }),
  )
}

function readAttempts(name: string, value: JsonObject): MockedAttempts {
  const attempts = new Map<number, MockedResponse>()
  for (const [key, response] of Object.entries(value)) {
    const place = `MockedResponses.${name}.${key}`
    const range = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(key)
    if (!range)
      throw new MockConfigError(`${place} is no attempt: give a number such as "0", or a range such as "1-2"`)
    const [first, last] = [Number(range[1]), Number(range[2] ?? range[1])]
    if (last < first || last - first > attemptsMax) throw new MockConfigError(`${place} is no range`)
    const read = readResponse(objectAt(response ?? null, place), place)
    for (let attempt = first; attempt <= last; attempt++) attempts.set(attempt, read)
  }
  return { name, attempts }
}

function readResponse({ Return: output, Throw: thrown }: JsonObject, place: string): MockedResponse {
  if ((output === undefined) === (thrown === undefined))
    throw new MockConfigError(`${place} needs either Return or Throw`)
  if (output !== undefined) return { output }
  const { Error: error, Cause: cause } = objectAt(thrown ?? null, `${place}.Throw`)
  if (typeof error !== 'string') throw new MockConfigError(`${place}.Throw needs an Error`)
  return { error, ...(typeof cause === 'string' && { cause }) }
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new MockConfigError(`The file is not JSON: ${(error as Error).message}`)
  }
}

function objectAt(value: Json, place: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new MockConfigError(`${place} must be a JSON object`)
}
