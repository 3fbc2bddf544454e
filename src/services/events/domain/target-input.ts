/** What a target gets of an event: its Input, a part by InputPath, or what InputTransformer makes of it. */
import type { Json, JsonObject } from '../../../base/json.ts'
import {
  compileInputTemplate,
  parseEventPath,
  type TemplateValue,
} from '../../../engines/input-transformer/index.ts'
import type { TargetRecord } from './target-record.ts'

/** What a template may name beside the event. */
export interface InputFacts {
  readonly ruleArn: string
  readonly ruleName: string
  /** Unit: milliseconds since the epoch. */
  readonly acceptedAt: number
}

/** Source: EventBridge User Guide, "Amazon EventBridge input transformation", predefined variables. */
export const reservedVariables: readonly string[] = [
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event',
  'aws.events.event.ingestion-time',
  'aws.events.event.json',
]

/** `json` is the event's own text. */
export function targetInput(target: TargetRecord, json: string, facts: InputFacts): string {
  if (target.Input !== undefined) return target.Input
  if (target.InputPath !== undefined) {
    const found = parseEventPath(target.InputPath)?.select(JSON.parse(json) as Json)
    // UNVERIFIED: what a path gives that leads nowhere.
    return JSON.stringify(found ?? null)
  }
  if (target.InputTransformer === undefined) return json
  const event = JSON.parse(json) as JsonObject
  const { InputTemplate, InputPathsMap = {} } = target.InputTransformer
  return compileInputTemplate(InputTemplate, 'rule').render((name) => {
    const reserved = reservedValue(name, event, json, facts)
    if (reserved !== undefined) return reserved
    const path = Object.hasOwn(InputPathsMap, name) ? InputPathsMap[name] : undefined
    const value = path === undefined ? undefined : parseEventPath(path)?.select(event)
    return value === undefined ? undefined : { value }
  })
}

function reservedValue(
  name: string,
  event: JsonObject,
  json: string,
  { ruleArn, ruleName, acceptedAt }: InputFacts,
): TemplateValue | undefined {
  switch (name) {
    case 'aws.events.rule-arn':
      return { value: ruleArn }
    case 'aws.events.rule-name':
      return { value: ruleName }
    case 'aws.events.event.ingestion-time':
      return { value: new Date(acceptedAt).toISOString() }
    case 'aws.events.event.json':
      return { json }
    case 'aws.events.event':
      return { value: withoutDetail(event) }
    default:
      return undefined
  }
}

/** Names and order as AWS delivered them on 11 June 2024, recorded by a public project. */
function withoutDetail({ id, account, time, source, region, resources, version, ...more }: JsonObject): Json {
  return { id, account, detailType: more['detail-type'], time, source, region, resources, version }
}

/** The key of a record in a Kinesis stream: what the path leads to, else the event's id. */
export function partitionKey(target: TargetRecord, json: string): string | undefined {
  const path = target.KinesisParameters?.PartitionKeyPath
  if (path === undefined) return undefined
  const found = parseEventPath(path)?.select(JSON.parse(json) as Json)
  if (found === undefined || found === null || found === '') return undefined
  return (typeof found === 'string' ? found : JSON.stringify(found)).slice(0, 256)
}

/** A member of a target that may be a path into the event: a header's value, say. */
export function dynamicValue(text: string, json: string): string {
  const path = text.startsWith('$.') ? parseEventPath(text) : undefined
  if (path === undefined) return text
  const found = path.select(JSON.parse(json) as Json)
  if (found === undefined) return ''
  return typeof found === 'string' ? found : JSON.stringify(found)
}
