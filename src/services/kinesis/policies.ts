/** Resource policies of streams and consumers. Source: API Reference, PutResourcePolicy. */
import type { OperationContext } from '../../dispatch/index.ts'
import { readDocument } from '../../engines/policy/index.ts'
import { change } from './changing.ts'
import { loadConsumerAt, readConsumerArn, requireActiveConsumer } from './consumers.ts'
import { invalidArgument } from './errors.ts'
import { policyBytes } from './limits.ts'
import { consumers, streams } from './records.ts'
import { loadStreamAt, readStreamArn, refuseStreamId, requireActive } from './streams.ts'

interface PolicyInput {
  readonly ResourceARN: string | undefined
  readonly StreamId?: string | undefined
}

/** UNVERIFIED: the words. */
export function checkPolicy(policy: string): void {
  if (Buffer.byteLength(policy) > policyBytes)
    throw invalidArgument(`The policy is larger than ${policyBytes} bytes.`)
  const read = readDocument(policy)
  if (!read.ok) throw invalidArgument('The policy document is not valid.')
}

export async function readPolicy(
  context: OperationContext,
  action: string,
  input: PolicyInput,
): Promise<string | undefined> {
  const { ResourceARN: arn = '' } = input
  refuseStreamId(input)
  const address = readConsumerArn(context, arn)
  if (address !== undefined) return (await loadConsumerAt(context, action, address)).consumer.value.policy
  return (await loadStreamAt(context, action, readStreamArn(context, arn))).value.policy
}

/** Sets or takes away a policy. */
export async function changePolicy(
  context: OperationContext,
  action: string,
  input: PolicyInput,
  policy: string | undefined,
): Promise<void> {
  const { ResourceARN: arn = '' } = input
  refuseStreamId(input)
  const given = policy === undefined ? {} : { policy }
  const address = readConsumerArn(context, arn)
  await change(context, async (commit) => {
    if (address !== undefined) {
      const { consumer } = await loadConsumerAt(context, action, address)
      requireActiveConsumer(consumer.value)
      const { policy: _before, ...bare } = consumer.value
      consumers.put(commit, { ...bare, ...given }, consumer)
      return
    }
    const stored = await loadStreamAt(context, action, readStreamArn(context, arn))
    requireActive(stored.value)
    const { policy: _before, ...bare } = stored.value
    streams.put(commit, { ...bare, ...given }, stored)
  })
}
