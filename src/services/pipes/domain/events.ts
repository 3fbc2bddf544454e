/**
 * Events as pipes hand them on, and what templates and dynamic parameters see of them.
 * Source: EventBridge User Guide, "Amazon EventBridge Pipes sources" (the example events of each), "Amazon EventBridge Pipes input
 * transformation" (implicit body data parsing, reserved variables).
 */
import { fromBase64 } from '../../../base/base64.ts'
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import {
  compileInputTemplate,
  isJson,
  parseEventPath,
  type TemplateValue,
} from '../../../engines/input-transformer/index.ts'
import type { SourceKind } from './pipe.ts'

/** A record of a source as the pipe's event. Records of Kinesis are flat here, where functions get them nested. */
export function pipeEvent(kind: SourceKind, record: JsonObject): JsonObject {
  if (kind !== 'kinesis') return record
  const { kinesis, ...others } = record
  return { ...(kinesis as JsonObject), ...others }
}

/** The event with its data as JSON, where they are JSON. */
export function parsedEvent(kind: SourceKind, event: Json): Json {
  if (!isObject(event)) return event
  if (kind === 'sqs') {
    const body = readJson(event.body)
    return body === undefined ? event : { ...event, body }
  }
  if (kind !== 'kinesis' || typeof event.data !== 'string') return event
  const data = readJson(new TextDecoder().decode(fromBase64(event.data)))
  return data === undefined ? event : { ...event, data }
}

/** Objects and lists alone: a body that is a number stays the text that it is. */
function readJson(text: Json | undefined): Json | undefined {
  if (typeof text !== 'string' || !/^\s*[{[]/.test(text) || !isJson(text)) return undefined
  return JSON.parse(text) as Json
}

/** What templates may name beside the event. */
export interface TemplateFacts {
  readonly pipeArn: string
  readonly pipeName: string
  readonly sourceArn: string
  readonly enrichmentArn?: string
  readonly targetArn: string
  /** Unit: milliseconds since the epoch. */
  readonly at: number
}

/** What a template makes of an event; without a template, the event's JSON. */
export function templateInput(
  template: string | undefined,
  kind: SourceKind,
  event: Json,
  facts: TemplateFacts,
): string {
  if (template === undefined || template === '') return JSON.stringify(event)
  const parsed = parsedEvent(kind, event)
  return compileInputTemplate(template, 'pipe').render((name) => {
    if (!name.startsWith('$')) return reservedValue(name, event, parsed, facts)
    const value = parseEventPath(name)?.select(parsed)
    return value === undefined ? undefined : { value }
  })
}

function reservedValue(
  name: string,
  event: Json,
  parsed: Json,
  facts: TemplateFacts,
): TemplateValue | undefined {
  switch (name) {
    case 'aws.pipes.pipe-arn':
      return { value: facts.pipeArn }
    case 'aws.pipes.pipe-name':
      return { value: facts.pipeName }
    case 'aws.pipes.source-arn':
      return { value: facts.sourceArn }
    case 'aws.pipes.enrichment-arn':
      return { value: facts.enrichmentArn ?? '' }
    case 'aws.pipes.target-arn':
      return { value: facts.targetArn }
    case 'aws.pipes.event.ingestion-time':
      return { value: new Date(facts.at).toISOString() }
    case 'aws.pipes.event':
      return { value: event }
    case 'aws.pipes.event.json':
      return { value: parsed }
    default:
      return undefined
  }
}

/** A parameter of a target that may be a path into the event. Source: as above, "dynamic path parameters". */
export function dynamicValue(text: string, parsed: Json): string {
  if (!/^\$[.[]/.test(text)) return text
  const found = parseEventPath(text)?.select(parsed)
  if (found === undefined || found === null) return ''
  return typeof found === 'string' ? found : JSON.stringify(found)
}

/** What an enrichment answered: events for the target; none when it is empty. */
export function enrichedEvents(answer: string): Json[] {
  if (answer.trim() === '') return []
  const value = isJson(answer) ? (JSON.parse(answer) as Json) : answer
  if (value === null || value === '') return []
  return Array.isArray(value) ? [...(value as readonly Json[])] : [value]
}
