/** Finding streams, by name or ARN, and changing them. */
import { parseArn } from '../../aws/arn.ts'
import type { AccountId, Region } from '../../aws/identifiers.ts'
import { type OperationContext, resourceRefusal } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { change } from './changing.ts'
import { accessDenied, invalidArgument, notActive, streamNotFound } from './errors.ts'
import { type Stream, streams, type Transition, transitionQueue } from './records.ts'

/** How requests name a stream. */
export interface StreamInput {
  readonly StreamName?: string | undefined
  readonly StreamARN?: string | undefined
  readonly StreamId?: string | undefined
}

/** A stream's address. */
export interface StreamAddress {
  readonly accountId: AccountId
  readonly region: Region
  readonly name: string
}

export function streamArn({ partition }: Pick<OperationContext, 'partition'>, stream: StreamAddress): string {
  return `arn:${partition}:kinesis:${stream.region}:${stream.accountId}:stream/${stream.name}`
}

/** Reads a stream's ARN. Fails with InvalidArgumentException. UNVERIFIED: the words. */
export function readStreamArn(context: OperationContext, arn: string): StreamAddress {
  const parsed = parseArn(arn)
  const [kind, name, more] = parsed?.resource.split('/') ?? []
  if (parsed?.service !== 'kinesis' || kind !== 'stream' || name === undefined || more !== undefined)
    throw invalidArgument(`StreamARN ${arn} is not a valid ARN of a stream.`)
  return inThisRegion(context, arn, { accountId: parsed.accountId, region: parsed.region, name })
}

/** Fails with InvalidArgumentException for another region's. UNVERIFIED: the words. */
export function inThisRegion(
  { region }: OperationContext,
  arn: string,
  address: { accountId: string; region: string; name: string },
): StreamAddress {
  if (address.region !== region)
    throw invalidArgument(`${arn} is not in the region of the request, ${region}.`)
  return { accountId: address.accountId as AccountId, region, name: address.name }
}

/** The stream that a request means, by ARN, by name, or both. Fails with InvalidArgumentException. UNVERIFIED: the words. */
export function addressOf(context: OperationContext, input: StreamInput): StreamAddress {
  const { StreamName: name, StreamARN: arn } = input
  refuseStreamId(input)
  if (arn !== undefined) {
    const address = readStreamArn(context, arn)
    if (name !== undefined && name !== address.name)
      throw invalidArgument(`StreamARN ${arn} and StreamName ${name} do not name the same stream.`)
    return address
  }
  if (name === undefined) throw invalidArgument('Either StreamARN or StreamName must be specified.')
  return { accountId: context.accountId, region: context.region, name }
}

/** Source: API Reference: "Not Implemented. Reserved for future use." UNVERIFIED: the words. */
export function refuseStreamId({ StreamId }: Pick<StreamInput, 'StreamId'>): void {
  if (StreamId !== undefined) throw invalidArgument('StreamId is not supported.')
}

/** The stream that a request means, if the caller may do this with it. Fails with ResourceNotFoundException, AccessDeniedException. */
export async function loadStream(
  context: OperationContext,
  action: string,
  input: StreamInput,
): Promise<Stored<Stream>> {
  return loadStreamAt(context, action, addressOf(context, input))
}

export async function loadStreamAt(
  context: OperationContext,
  action: string,
  address: StreamAddress,
): Promise<Stored<Stream>> {
  const { accountId, region, name } = address
  const stored = await streams.get(context.store, [accountId, region, name])
  checkAllowed(context, action, address, stored?.value.policy)
  if (stored === undefined) throw streamNotFound(name, accountId)
  return stored
}

function checkAllowed(
  context: OperationContext,
  action: string,
  address: StreamAddress,
  policy: string | undefined,
): void {
  if (policy === undefined && context.accountId === address.accountId && context.principal.type !== 'service')
    return
  const refusal = resourceRefusal(context, {
    action: `kinesis:${action}`,
    resource: streamArn(context, address),
    owner: address.accountId,
    policy,
  })
  if (refusal !== undefined) throw accessDenied(refusal)
}

/** Fails with ResourceInUseException unless the stream's status is ACTIVE. */
export function requireActive({ name, accountId, status }: Stream): void {
  if (status !== 'ACTIVE') throw notActive(name, accountId, status)
}

/** Changes an active stream. `edit` answers its new state, and adds to the commit what else changes. */
export async function changeStream(
  context: OperationContext,
  action: string,
  input: StreamInput,
  edit: (stream: Stream, commit: Atomic) => Stream | Promise<Stream>,
): Promise<Stream> {
  const { answer } = await change(context, async (commit) => {
    const stored = await loadStream(context, action, input)
    requireActive(stored.value)
    const next = await edit(stored.value, commit)
    streams.put(commit, next, stored)
    return next
  })
  return answer
}

/** What is to be done with a stream, before its details. */
export function transitionOf({ accountId, region, name, id }: Stream) {
  return { accountId, region, name, streamId: id }
}

/** Adds to a commit that something is to be done with a stream, one thing after the other. */
export function addTransition(commit: Atomic, transition: Transition): void {
  commit.enqueue(transitionQueue, transition, { group: transition.streamId })
}
