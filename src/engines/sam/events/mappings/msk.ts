import type { Context } from '../../context.ts'
import { requiredPassThrough } from '../../model/properties.ts'
import { type Dict, isDict, isTruthy, type Value } from '../../python/values.ts'
import type { EventSource } from '../../sam-types.ts'
import { mappingEvent } from './mapping.ts'
import { schemaRegistryStatements } from './schema-registry.ts'
import { readsSecret } from './source-access.ts'

/** Records of a cluster of Amazon MSK. Source: SAM, "MSK". */
export const msk = mappingEvent({
  type: 'MSK',
  rules: { Stream: requiredPassThrough, StartingPosition: requiredPassThrough },
  arn: 'Stream',
  managedPolicy: 'service-role/AWSLambdaMSKExecutionRole',
  kafkaConfig: 'AmazonManagedKafkaEventSourceConfig',
  policies,
})

function policies(event: EventSource, context: Context): Dict[] {
  const statements = schemaRegistryStatements(event, context)
  const configurations = event.resource.get('SourceAccessConfigurations')
  for (const item of Array.isArray(configurations) ? configurations : []) {
    if (isDict(item) && item.Type === 'CLIENT_CERTIFICATE_TLS_AUTH' && isTruthy(item.URI))
      statements.push(readsSecret(item.URI as Value))
  }
  if (statements.length === 0) return []
  return [{ PolicyName: 'MSKExecutionRolePolicy', PolicyDocument: { Statement: statements } }]
}
