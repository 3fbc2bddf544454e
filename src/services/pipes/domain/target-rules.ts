/**
 * What CreatePipe and UpdatePipe refuse of enrichments and targets. Words with the mark `measured` are AWS's, as a public project
 * measured them in us-east-1 on 7 September 2026; UNVERIFIED: the others.
 */
import type * as Api from '@aws-sdk/client-pipes'
import { parseArn } from '../../../aws/arn.ts'
import type { JsonObject } from '../../../base/json.ts'
import { notImplemented, validation } from '../errors.ts'
import { entriesPerCall } from '../limits.ts'

/** Enrichments that are built. Fails with NotImplemented for others, and with ValidationException for what is none. */
export function checkEnrichment(arn: string | undefined): void {
  if (arn === undefined || arn === '') return
  const parsed = parseArn(arn)
  if (!parsed) throw validation(`${arn} is not a valid enrichment.`)
  if (parsed.service === 'lambda' || parsed.service === 'states' || isHttp(arn)) return
  // Measured.
  if (parsed.service !== 'execute-api' && parsed.service !== 'events')
    throw validation('Invalid pipe enrichment.')
  throw notImplemented(`enrichment by ${parsed.service}`)
}

export function isApiDestination(arn: string): boolean {
  return /^arn:[^:]+:events:[^:]+:\d{12}:api-destination\//.test(arn)
}

/** A method of an API: `arn:aws:execute-api:us-east-1:123456789012:abc/prod/POST/pets`. */
export function isApi(arn: string): boolean {
  return /^arn:[^:]+:execute-api:[^:]+:\d{12}:[a-z0-9]+\/[^/]+\/[A-Z]+(?:\/|$)/.test(arn)
}

/** What gets a request for each event. */
export function isHttp(arn: string): boolean {
  return isApiDestination(arn) || isApi(arn)
}

const targetServices = ['lambda', 'sqs', 'sns', 'kinesis', 'firehose', 'states', 'events', 'logs']

/** Targets that are built. Fails with NotImplemented for others, and with ValidationException for what is none. */
export function checkTarget(arn: string, parameters: Api.PipeTargetParameters | undefined): void {
  const parsed = parseArn(arn)
  if (!parsed) throw validation(`${arn} is not a valid target.`)
  checkTargetParameters(arn, parsed.service, parameters)
  const isBuilt =
    parsed.service !== 'events' || parsed.resource.startsWith('event-bus/') || isApiDestination(arn)
  if (!(targetServices.includes(parsed.service) && isBuilt) && !isApi(arn))
    throw notImplemented(`the target ${parsed.service}:${parsed.resource.split(/[:/]/)[0]}`)
  if (parsed.service === 'kinesis' && !parameters?.KinesisStreamParameters?.PartitionKey)
    throw validation('PartitionKey is required for Kinesis targets.')
  if (parsed.service === 'sqs' && arn.endsWith('.fifo') && !parameters?.SqsQueueParameters?.MessageGroupId)
    throw validation('MessageGroupId is required for FIFO queues.')
  if (parameters?.EventBridgeEventBusParameters?.EndpointId !== undefined)
    throw notImplemented('global endpoints')
}

/** Parameters of targets, and the services that they are for. Measured. */
const targetParametersOf = {
  BatchJobParameters: ['batch'],
  CloudWatchLogsParameters: ['logs'],
  EcsTaskParameters: ['ecs'],
  EventBridgeEventBusParameters: ['events'],
  HttpParameters: ['events', 'execute-api'],
  KinesisStreamParameters: ['kinesis'],
  LambdaFunctionParameters: ['lambda'],
  RedshiftDataParameters: ['redshift', 'redshift-serverless'],
  SageMakerPipelineParameters: ['sagemaker'],
  SqsQueueParameters: ['sqs'],
  StepFunctionStateMachineParameters: ['states'],
  TimestreamParameters: ['timestream'],
} as const satisfies Partial<Record<keyof Api.PipeTargetParameters, readonly string[]>>

/** Words: measured, but for a part of those about topics. */
function checkTargetParameters(
  arn: string,
  service: string,
  parameters: Api.PipeTargetParameters | undefined,
): void {
  for (const [name, services] of Object.entries(targetParametersOf)) {
    const isGiven = parameters?.[name as keyof typeof targetParametersOf] !== undefined
    if (isGiven && !services.some((one) => one === service))
      throw validation('Invalid target parameter provided for target.')
  }
  if (service === 'sns' && arn.endsWith('.fifo'))
    throw validation('SNS FIFO topics are not supported as a pipe target.')
  checkTemplate(parameters?.InputTemplate)
}

/** Source: EventBridge User Guide, "Amazon EventBridge Pipes input transformation", reserved variables. */
const reservedVariables = [
  'aws.pipes.enrichment-arn',
  'aws.pipes.event',
  'aws.pipes.event.ingestion-time',
  'aws.pipes.event.json',
  'aws.pipes.pipe-arn',
  'aws.pipes.pipe-name',
  'aws.pipes.source-arn',
  'aws.pipes.target-arn',
]

/** An input template of the target or of the enrichment. Words: measured. */
export function checkTemplate(template: string | undefined): void {
  const named = [...(template ?? '').matchAll(/<(aws\.[^<>]+)>/g)].map(([, name = '']) => name)
  if (!named.every((name) => reservedVariables.includes(name)))
    throw validation('Invalid json path reference or predefined variable for placeholder.')
}

/** Both ends of a pipe are where it is. Words: measured. */
export function checkRegion(arn: string, region: string): void {
  if ((parseArn(arn)?.region ?? region) !== region)
    throw validation('Creating cross-region pipe is not permitted.')
}

/** What these targets take at once bounds a batch that was asked for. Words: measured, but perhaps not all of them. */
export function checkBatchSize(target: string, parameters: JsonObject): void {
  const service = parseArn(target)?.service ?? ''
  if (!['sqs', 'sns', 'events'].includes(service) || isApiDestination(target)) return
  for (const one of Object.values(parameters as Record<string, { BatchSize?: number } | undefined>)) {
    const size = one?.BatchSize ?? 0
    if (size > entriesPerCall)
      throw validation(`The configured batch size ${size} is greater than the max supported.`)
  }
}
