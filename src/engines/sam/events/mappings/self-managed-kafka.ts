import type { Context } from '../../context.ts'
import { InvalidEvent } from '../../errors.ts'
import { isIntrinsic } from '../../intrinsics/build.ts'
import { expectMap } from '../../model/expect.ts'
import { type Dict, isTruthy, type Value } from '../../python/values.ts'
import type { EventSource } from '../../sam-types.ts'
import { mappingEvent } from './mapping.ts'
import { schemaRegistryStatements } from './schema-registry.ts'
import { decryption, readsSecret, vpcAccess } from './source-access.ts'

/** Records of a cluster of Kafka that is not AWS's. Source: SAM, "SelfManagedKafka". */
export const selfManagedKafka = mappingEvent({
  type: 'SelfManagedKafka',
  rules: {},
  kafkaConfig: 'SelfManagedKafkaEventSourceConfig',
  policies,
})

/** Ways to log in that have a secret, and those that have none. */
const withSecret = [
  'SASL_SCRAM_256_AUTH',
  'SASL_SCRAM_512_AUTH',
  'BASIC_AUTH',
  'CLIENT_CERTIFICATE_TLS_AUTH',
  'OAUTHBEARER_AUTH',
]
const withoutSecret = ['IAM_AUTH', 'IAM_OAUTHBEARER_AUTH']
const oauthDetails = [
  'OAUTHBEARER_SCOPE',
  'OAUTHBEARER_AUDIENCE',
  'OAUTHBEARER_LOGICAL_CLUSTER',
  'OAUTHBEARER_IDENTITY_POOL',
]

function policies(event: EventSource, context: Context): Dict[] {
  const { resource, name } = event
  const fault = (sentence: string) => new InvalidEvent(name, sentence)
  if (!isTruthy(resource.get('KafkaBootstrapServers'))) {
    throw fault('No KafkaBootstrapServers provided for self managed kafka as an event source')
  }
  const topics = resource.get('Topics')
  if (!isTruthy(topics)) throw fault('No Topics provided for self managed kafka as an event source')
  if ((Array.isArray(topics) ? topics : Object.keys(topics as Dict)).length !== 1) {
    throw fault('Topics for self managed kafka only supports single configuration entry.')
  }
  const configurations = resource.get('SourceAccessConfigurations')
  if (!isTruthy(configurations)) {
    throw fault('No SourceAccessConfigurations for self managed kafka event provided.')
  }
  const statements = [
    ...access(event, configurations),
    ...decryption(event),
    ...schemaRegistryStatements(event, context),
  ]
  if (statements.length === 0) return []
  return [
    {
      PolicyDocument: { Statement: statements, Version: '2012-10-17' },
      PolicyName: 'SelfManagedKafkaExecutionRolePolicy',
    },
  ]
}

/** What the configurations need: secrets, and a VPC. */
function access({ name }: EventSource, configurations: Value): Dict[] {
  const fault = (sentence: string) => new InvalidEvent(name, sentence)
  if (!Array.isArray(configurations)) {
    throw fault('SourceAccessConfigurations for self managed kafka event should be a list.')
  }
  const given = new Map<string, Value>()
  for (const item of configurations) {
    const { Type: type, URI: uri = null } = expectMap(item, { id: name }, 'SourceAccessConfigurations')
    const kind = kindOf(type)
    if (kind === undefined) {
      throw fault('Invalid SourceAccessConfigurations Type provided for self managed kafka event.')
    }
    if (kind === 'auth mechanism' && given.has(kind)) {
      throw fault(
        'Multiple auth mechanism properties specified in SourceAccessConfigurations for self managed kafka event.',
      )
    }
    const isSecretless = withoutSecret.includes(type as string)
    if (!isSecretless) checkUri(name, uri, kind)
    given.set(kind, isSecretless ? null : uri)
  }
  if (given.has('VPC_SUBNET') !== given.has('VPC_SECURITY_GROUP')) {
    throw fault(
      'VPC_SUBNET and VPC_SECURITY_GROUP in SourceAccessConfigurations for SelfManagedKafka must be both provided.',
    )
  }
  const secrets = [given.get('auth mechanism'), given.get('SERVER_ROOT_CA_CERTIFICATE')]
  const statements = secrets.filter(isTruthy).map((uri) => readsSecret(uri as Value))
  if (given.has('VPC_SUBNET')) statements.push({ ...vpcAccess })
  return statements
}

/** What a configuration is called in messages; nothing for types that there are not. */
function kindOf(type: Value | undefined): string | undefined {
  if (typeof type !== 'string') return undefined
  if (withSecret.includes(type) || withoutSecret.includes(type)) return 'auth mechanism'
  const others = ['VPC_SUBNET', 'VPC_SECURITY_GROUP', 'SERVER_ROOT_CA_CERTIFICATE', ...oauthDetails]
  return others.includes(type) ? type : undefined
}

function checkUri(name: string, uri: Value, kind: string): void {
  if (!isTruthy(uri)) {
    throw new InvalidEvent(
      name,
      `No ${kind} URI property specified in SourceAccessConfigurations for self managed kafka event.`,
    )
  }
  if (typeof uri !== 'string' && !isIntrinsic(uri)) {
    throw new InvalidEvent(
      name,
      `Wrong Type for ${kind} URI property specified in SourceAccessConfigurations for self managed kafka event.`,
    )
  }
}
