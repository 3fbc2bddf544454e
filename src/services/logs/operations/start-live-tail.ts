import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Lease } from '../../../store/index.ts'
import { groupArn, groupNameOfArn } from '../domain/identifiers.ts'
import { groupNotFound, invalidParameter, limitExceeded, liveTailClass } from '../errors.ts'
import { loadGroup } from '../groups.ts'
import { liveTailSessionsPerAccount } from '../limits.ts'
import { liveTail, slotMs } from '../live-tail.ts'
import { readLiveTailPattern } from '../patterns.ts'
import { required } from '../required.ts'

/** Begins a session on one group or several. */
export async function startLiveTail(
  input: Api.StartLiveTailRequest,
  context: OperationContext,
): Promise<Api.StartLiveTailResponse> {
  const identifiers = required(input.logGroupIdentifiers, 'logGroupIdentifiers')
  const { logStreamNames: names, logStreamNamePrefixes: prefixes } = input
  checkStreamChoice(identifiers, names, prefixes)
  const pattern = readLiveTailPattern(input.logEventFilterPattern ?? '')
  const groups = await Promise.all(identifiers.map((identifier) => findGroup(context, identifier)))
  const sessionId = randomUuid(context.random)
  const slot = await takeSlot(context, sessionId)
  const start: Api.LiveTailSessionStart = {
    requestId: context.requestId,
    sessionId,
    logGroupIdentifiers: identifiers,
    logStreamNames: names ?? [],
    logStreamNamePrefixes: prefixes ?? [],
    logEventFilterPattern: input.logEventFilterPattern ?? '',
  }
  const wantsStream = (name: string) =>
    (names?.includes(name) ?? true) && (prefixes?.some((prefix) => name.startsWith(prefix)) ?? true)
  return { responseStream: liveTail(context, { groups, wantsStream, pattern, start, slot }) }
}

/** Source: API Reference, StartLiveTail. UNVERIFIED: the words. */
function checkStreamChoice(
  identifiers: readonly string[],
  names: readonly string[] | undefined,
  prefixes: readonly string[] | undefined,
): void {
  if (names !== undefined && prefixes !== undefined)
    throw invalidParameter('logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.')
  if ((names ?? prefixes) !== undefined && identifiers.length > 1) {
    throw invalidParameter(
      'logStreamNames and logStreamNamePrefixes can be specified only with a single log group identifier.',
    )
  }
}

/** Groups are named by ARNs that do not end with an asterisk. Source: as above. UNVERIFIED: the words. */
async function findGroup(
  context: OperationContext,
  identifier: string,
): Promise<{ id: string; arn: string }> {
  if (!identifier.startsWith('arn:') || identifier.endsWith('*'))
    throw invalidParameter(`The log group identifier ${identifier} is not a valid ARN of a log group.`)
  const name = groupNameOfArn(context, identifier)
  if (name === undefined) throw groupNotFound()
  const { value: group } = await loadGroup(context, name)
  if (group.class !== 'STANDARD') throw liveTailClass()
  return { id: group.id, arn: groupArn(context, name) }
}

/** Fails with LimitExceededException when the account has as many sessions as it may. */
async function takeSlot({ store, accountId, region }: OperationContext, sessionId: string): Promise<Lease> {
  for (let number = 0; number < liveTailSessionsPerAccount; number++) {
    const lease = await store.acquireLease(['logs.live-tail', accountId, region, number], sessionId, slotMs)
    if (lease !== undefined) return lease
  }
  throw limitExceeded()
}
