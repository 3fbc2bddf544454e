/** Finding consumers, by ARN or by stream and name. */
import { parseArn } from '../../aws/arn.ts'
import { type OperationContext, resourceRefusal } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { accessDenied, consumerNotFound, inUse, invalidArgument } from './errors.ts'
import { type Consumer, consumers, type Stream, streams } from './records.ts'
import { inThisRegion, loadStreamAt, readStreamArn, refuseStreamId, type StreamAddress } from './streams.ts'

/** How requests name a consumer. */
export interface ConsumerInput {
  readonly ConsumerARN?: string | undefined
  readonly ConsumerName?: string | undefined
  readonly StreamARN?: string | undefined
  readonly StreamId?: string | undefined
}

/** A consumer with its stream. */
export interface FoundConsumer {
  readonly stream: Stored<Stream>
  readonly consumer: Stored<Consumer>
}

/** A consumer's address; `createdAt` in seconds since the epoch. */
export interface ConsumerAddress {
  readonly stream: StreamAddress
  readonly name: string
  readonly createdAt?: number
}

/** Reads a consumer's ARN; undefined when it is none. Fails with InvalidArgumentException for another region's. */
export function readConsumerArn(context: OperationContext, arn: string): ConsumerAddress | undefined {
  const parsed = parseArn(arn)
  const match = /^stream\/([^/]+)\/consumer\/([^/:]+):(\d+)$/.exec(parsed?.resource ?? '')
  if (parsed?.service !== 'kinesis' || match === null) return undefined
  const [, streamName = '', name = '', createdAt] = match
  const { accountId, region } = parsed
  const stream = inThisRegion(context, arn, { accountId, region, name: streamName })
  return { stream, name, createdAt: Number(createdAt) }
}

/** The consumer that a request means. Fails with InvalidArgumentException, ResourceNotFoundException, AccessDeniedException. */
export async function loadConsumer(
  context: OperationContext,
  action: string,
  input: ConsumerInput,
): Promise<FoundConsumer> {
  refuseStreamId(input)
  return loadConsumerAt(context, action, addressOfConsumer(context, input))
}

/** UNVERIFIED: the words. */
function addressOfConsumer(context: OperationContext, input: ConsumerInput): ConsumerAddress {
  const { ConsumerARN: arn, ConsumerName: name, StreamARN: streamArn } = input
  if (arn !== undefined) {
    const address = readConsumerArn(context, arn)
    if (address === undefined) throw invalidArgument(`ConsumerARN ${arn} is not a valid ARN of a consumer.`)
    return address
  }
  if (name === undefined || streamArn === undefined)
    throw invalidArgument('Either ConsumerARN, or StreamARN and ConsumerName, must be specified.')
  return { stream: readStreamArn(context, streamArn), name }
}

export async function loadConsumerAt(
  context: OperationContext,
  action: string,
  address: ConsumerAddress,
): Promise<FoundConsumer> {
  const { accountId, region, name: streamName } = address.stream
  const stream = await streams.get(context.store, [accountId, region, streamName])
  const consumer = stream && (await consumers.get(context.store, [stream.value.id, address.name]))
  const same =
    address.createdAt === undefined ||
    address.createdAt === Math.floor((consumer?.value.createdAt ?? 0) / 1000)
  checkAllowed(context, action, address, same ? consumer?.value.policy : undefined)
  if (stream === undefined) await loadStreamAt(context, action, address.stream)
  if (stream === undefined || consumer === undefined || !same)
    throw consumerNotFound(`Consumer ${address.name} of stream ${streamName} under account ${accountId}`)
  return { stream, consumer }
}

function checkAllowed(
  context: OperationContext,
  action: string,
  { stream, name, createdAt }: ConsumerAddress,
  policy: string | undefined,
): void {
  if (policy === undefined && context.accountId === stream.accountId && context.principal.type !== 'service')
    return
  const home = `arn:${context.partition}:kinesis:${stream.region}:${stream.accountId}:stream/${stream.name}`
  const refusal = resourceRefusal(context, {
    action: `kinesis:${action}`,
    resource: `${home}/consumer/${name}:${createdAt ?? ''}`,
    owner: stream.accountId,
    policy,
  })
  if (refusal !== undefined) throw accessDenied(refusal)
}

/** Fails with ResourceInUseException unless the consumer is ACTIVE. Source: published messages of AWS. */
export function requireActiveConsumer(consumer: Consumer): void {
  if (consumer.status === 'ACTIVE') return
  const { name, createdAt, streamName, accountId } = consumer
  throw inUse(
    `Consumer ${name} with creation timestamp ${Math.floor(createdAt / 1000)} under stream ${streamName} and account ${accountId} is not in ACTIVE status.`,
  )
}
