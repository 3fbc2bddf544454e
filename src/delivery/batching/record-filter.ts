/**
 * What a filter of an event source mapping or a pipe is held against. The data inside a record count as JSON only where the
 * pattern speaks of JSON. Sources: Lambda Developer Guide, "Using event filtering with an Amazon SQS event source", "... a Kinesis
 * event source", "... a DynamoDB event source" (the tables under "Properly filtering messages").
 */
import type { Json, JsonObject } from '../../base/json.ts'
import { compileEventPattern } from '../../engines/event-pattern/index.ts'
import type { SourceRecord } from '../types.ts'

/** A pattern that was read: whether a value has it. */
export type CompiledPattern = (value: JsonObject) => boolean

function eventPattern(text: string): CompiledPattern {
  const compiled = compileEventPattern(text)
  return (value) => compiled.matches(value)
}

/** Whether one of the patterns (JSON texts, already seen to) wants a record. `compile` reads one: EventBridge's, unless told otherwise. */
export function recordFilter(
  kind: 'sqs' | 'kinesis' | 'dynamodb',
  patterns: readonly string[],
  compile: (pattern: string) => CompiledPattern = eventPattern,
): (record: SourceRecord) => boolean {
  const filters = patterns.map((text) => ({
    pattern: JSON.parse(text) as JsonObject,
    matches: compile(text),
  }))
  return ({ record }) =>
    filters.some(({ pattern, matches }) => {
      const view = viewOf(kind, record, pattern)
      return view !== undefined && matches(view)
    })
}

/** The record as a pattern sees it; undefined: the pattern and the record's data are of two kinds. */
function viewOf(
  kind: 'sqs' | 'kinesis' | 'dynamodb',
  record: JsonObject,
  pattern: JsonObject,
): JsonObject | undefined {
  if (kind === 'dynamodb') return record
  if (kind === 'sqs') {
    const body = dataView(record.body, pattern.body)
    return body === mismatch ? undefined : { ...record, body }
  }
  const kinesis = record.kinesis as JsonObject
  const encoded = typeof kinesis.data === 'string' ? kinesis.data : ''
  const wanted = pattern.data ?? (pattern.kinesis as JsonObject | undefined)?.data
  const data = dataView(
    wanted === undefined ? encoded : Buffer.from(encoded, 'base64').toString('utf8'),
    wanted,
  )
  // AWS's examples name `data` at the top; `kinesis` is where the record has it.
  return data === mismatch ? undefined : { ...record, ...kinesis, data, kinesis: { ...kinesis, data } }
}

const mismatch = Symbol('mismatch')

function dataView(data: Json | undefined, wanted: Json | undefined): Json | typeof mismatch {
  const text = typeof data === 'string' ? data : ''
  if (wanted === undefined) return text
  const isPlainPattern = Array.isArray(wanted)
  const value = parse(text)
  const isJson = value !== null && typeof value === 'object'
  if (isPlainPattern) return isJson ? mismatch : text
  return isJson ? value : mismatch
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
