import type { Json, JsonObject } from '../../../base/json.ts'
import type { ResourceStatus } from './resource.ts'
import type { StackStatus } from './stack.ts'

/** What stands in a stack's log. Source: API Reference, StackEvent. */
export type StackEvent = {
  readonly id: string
  readonly operationId: string
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: ResourceStatus | StackStatus
  readonly reason?: string
  /** As JSON text. */
  readonly properties?: string
  readonly token?: string
  /** Unit: milliseconds since 1970. Default: when it was committed. */
  readonly at?: number
  /** Only DescribeEvents tells these. */
  readonly validation?: { readonly name: string; readonly path: string; readonly mode: 'FAIL' | 'WARN' }
}

/**
 * Events with an instant of their own, each a millisecond after the one before where they come at once: tools put events in order by
 * their time alone, and would tell of an end before its beginning. `after`: when the last one was.
 */
export function oneByOne(events: readonly StackEvent[], now: number, after: number): StackEvent[] {
  return events.map((event, index) => ({ ...event, at: Math.max(now, after + 1) + index }))
}

/** Shorter values are hidden only where they stand alone: they would be found in every other text. Unit: characters. Ours. */
const foundInTexts = 4

/** Properties as events tell them: without the values of NoEcho parameters. Source: API Reference, Parameter, NoEcho. */
export function propertiesText(properties: JsonObject, hidden: readonly string[]): string {
  const values = hidden.filter((value) => value !== '')
  return JSON.stringify(values.length === 0 ? properties : masked(properties, values))
}

function masked(value: Json, hidden: readonly string[]): Json {
  if (typeof value === 'string') {
    if (hidden.includes(value)) return '****'
    return hidden
      .filter(({ length }) => length >= foundInTexts)
      .reduce((text, secret) => text.replaceAll(secret, '****'), value)
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => masked(item, hidden))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) =>
      item === undefined ? [] : [[name, masked(item as Json, hidden)]],
    ),
  )
}
