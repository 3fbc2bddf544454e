import type { JsonObject } from '../../../base/json.ts'
import type { Made, StackResource } from '../domain/resource.ts'
import { enoughSignals } from '../domain/waits.ts'
import type { Outcome, Start } from '../domain/work.ts'
import type { AttemptContext } from '../driver/attempt-context.ts'
import { waitTimeoutSecondsMax } from '../limits.ts'
import { handleSignals } from '../records.ts'

/**
 * AWS::CloudFormation::WaitCondition: waits until as many signals came to its handle, or by SignalResource, as it wants.
 * Source: Template Reference, AWS::CloudFormation::WaitCondition; "CreationPolicy attribute".
 */
export async function attemptWaitCondition(
  { room, stack }: AttemptContext,
  start: Start,
  made: Made,
): Promise<Outcome> {
  const { logicalId } = start
  if (start.do === 'remove') return { type: 'removed', logicalId }
  if (start.do === 'update')
    return {
      type: 'failed',
      logicalId,
      reason: 'Update to resource type AWS::CloudFormation::WaitCondition is not supported.',
    }
  const physicalId = `${stack.id.replace(':stack/', ':waitCondition/')}/${logicalId}`
  const { Handle, Timeout, Count } = made.properties
  const signal = made.creationPolicy?.ResourceSignal as JsonObject | undefined
  const count = Number(Count ?? signal?.Count ?? 1)
  const token = typeof Handle === 'string' ? URL.parse(Handle)?.searchParams.get('token') : undefined
  if (typeof Handle === 'string' && !token)
    return { type: 'failed', logicalId, reason: `WaitCondition Handle is invalid: ${Handle}` }
  const timeoutMs =
    Timeout === undefined ? durationMs(String(signal?.Timeout ?? 'PT5M')) : Number(Timeout) * 1_000
  if (!(timeoutMs > 0) || timeoutMs > waitTimeoutSecondsMax * 1_000)
    return { type: 'failed', logicalId, reason: 'The timeout of a wait condition is at most 43200 seconds' }
  const { items } = token ? await handleSignals.list(room.store, { prefix: [token] }) : { items: [] }
  const bad = items.find(({ value }) => value.status === 'FAILURE')?.value
  if (bad)
    return {
      type: 'failed',
      logicalId,
      reason: `WaitCondition received failed message: '${bad.reason ?? ''}' for uniqueId: ${bad.uniqueId}`,
    }
  const signals = Object.fromEntries(items.map(({ value }) => [value.uniqueId, value.data ?? '']))
  if (items.length >= count || count === 0)
    return enoughSignals({ ...(made as StackResource), logicalId, physicalId }, signals)
  return {
    type: 'waiting',
    logicalId,
    physicalId,
    wait: {
      for: 'signals',
      id: token ?? `signal:${logicalId}`,
      count,
      signals,
      deadlineAt: room.clock.now() + timeoutMs,
    },
  }
}

/** An ISO 8601 duration of hours, minutes and seconds. Answers milliseconds; NaN for anything else. */
function durationMs(text: string): number {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text)
  if (!match) return Number.NaN
  const [, hours = '0', minutes = '0', seconds = '0'] = match
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
}
