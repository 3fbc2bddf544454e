/** The attributes of a topic that its properties are. Source: CloudFormation template reference, AWS::SNS::Topic. */
import type { Json, JsonObject } from '../../../base/json.ts'
import type { ResourceProperties } from '../../../dispatch/index.ts'
import { documentText } from '../../../dispatch/index.ts'

const names = [
  'ArchivePolicy',
  'ContentBasedDeduplication',
  'DisplayName',
  'FifoThroughputScope',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'SignatureVersion',
  'TracingConfig',
] as const

/** The attributes that belong to a protocol of delivery status logging begin with these. */
const prefixes: Readonly<Record<string, string>> = {
  'http/s': 'HTTP',
  sqs: 'SQS',
  lambda: 'Lambda',
  firehose: 'Firehose',
  application: 'Application',
}

const settings = ['FailureFeedbackRoleArn', 'SuccessFeedbackRoleArn', 'SuccessFeedbackSampleRate'] as const

/** As SNS takes them; those that the template does not give are absent. */
export function attributesOf(properties: ResourceProperties): Record<string, string> {
  const plain = names.flatMap((name) => {
    const value = properties[name]
    if (value === undefined) return []
    return [[name, typeof value === 'object' ? documentText(value) : String(value)] as const]
  })
  const logging = ((properties.DeliveryStatusLogging ?? []) as readonly JsonObject[]).flatMap((entry) =>
    settings.flatMap((setting) =>
      entry[setting] === undefined
        ? []
        : [[`${prefixes[String(entry.Protocol)]}${setting}`, String(entry[setting])] as const],
    ),
  )
  return Object.fromEntries([...plain, ...logging])
}

/** DeliveryStatusLogging of a topic with these attributes. */
export function loggingOf(attributes: Readonly<Record<string, string>>): Json[] {
  return Object.entries(prefixes).flatMap(([Protocol, prefix]) => {
    const found = settings.flatMap((setting) => {
      const value = attributes[`${prefix}${setting}`]
      return value === undefined ? [] : [[setting, value] as const]
    })
    return found.length > 0 ? [{ Protocol, ...Object.fromEntries(found) }] : []
  })
}
