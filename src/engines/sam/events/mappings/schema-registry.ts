/** `SchemaRegistryConfig` of events from Kafka. Source: SAM, "MSK", SchemaRegistryConfig. */
import type { Context } from '../../context.ts'
import { InvalidEvent } from '../../errors.ts'
import { sub } from '../../intrinsics/build.ts'
import { expectMap } from '../../model/expect.ts'
import { copyDict } from '../../python/memory.ts'
import { type Dict, has, isDict, isTruthy, type Value } from '../../python/values.ts'
import type { EventSource } from '../../sam-types.ts'
import { readsSecret } from './source-access.ts'

/** What the function may do with the registry, if the event has one. @throws InvalidEvent */
export function schemaRegistryStatements(event: EventSource, context: Context): Dict[] {
  const given = event.resource.get('SchemaRegistryConfig')
  if (!isTruthy(given)) return []
  const config = expectMap(given, { id: event.name, kind: 'event' }, 'SchemaRegistryConfig')
  check(event, config)
  const { AccessConfigs: access = [], SchemaRegistryURI: uri = null } = config
  const statements = (Array.isArray(access) ? access : [])
    .filter(isDict)
    .map((item) => readsSecret(item.URI as Value))
  const name = registryName(uri, context)
  if (name === undefined) return statements
  const schemas = `arn:\${AWS::Partition}:glue:\${AWS::Region}:\${AWS::AccountId}:schema/${name}/*`
  return [
    ...statements,
    { Action: ['glue:GetRegistry'], Effect: 'Allow', Resource: uri },
    { Action: ['glue:GetSchemaVersion'], Effect: 'Allow', Resource: [sub(schemas)] },
  ]
}

function check({ name }: EventSource, config: Dict): void {
  const fault = (sentence: string) => new InvalidEvent(name, sentence)
  for (const field of ['SchemaRegistryURI', 'EventRecordFormat', 'SchemaValidationConfigs'])
    if (!has(config, field)) throw fault(`Missing required field ${field} in SchemaRegistryConfig`)
  if (config.EventRecordFormat !== 'JSON' && config.EventRecordFormat !== 'SOURCE') {
    throw fault("EventRecordFormat in SchemaRegistryConfig must be either 'JSON' or 'SOURCE'")
  }
  if (!Array.isArray(config.SchemaValidationConfigs)) throw fault('SchemaValidationConfigs must be a list')
  const { AccessConfigs: access } = config
  if (!isTruthy(access)) return
  if (!Array.isArray(access)) throw fault('AccessConfigs in SchemaRegistryConfig must be a list')
  if (!access.every((item) => isDict(item) && has(item, 'Type') && has(item, 'URI'))) {
    throw fault("Each AccessConfig must be a dict with 'Type' and 'URI' fields")
  }
}

/** The name of a registry of Glue, by its ARN, or by the text of an Fn::Sub. */
function registryName(uri: Value, context: Context): string | undefined {
  const resolved = isDict(uri) ? context.resolveParameters(copyDict(uri)) : uri
  // Python asks the resolved value for a member, which a text does not have.
  if (isDict(uri) && !isDict(resolved)) throw new TypeError('no map')
  const arn = isDict(resolved) ? resolved['Fn::Sub'] : resolved
  if (typeof arn !== 'string' || !arn.startsWith('arn')) return undefined
  const registry = arn.split(':')[5]
  return registry?.startsWith('registry/') ? registry.slice('registry/'.length) : undefined
}
