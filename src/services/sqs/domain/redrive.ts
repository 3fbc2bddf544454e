import { invalidValue } from '../errors.ts'
import { allowedSourcesMax } from '../limits.ts'
import { isFifoName, type QueueAddress, queueArn, readQueueArn } from './names.ts'

/** Where messages go that were received too often. */
export interface RedrivePolicy {
  readonly target: QueueAddress
  readonly targetArn: string
  /** A message that was received so often goes at the next receipt. */
  readonly receivesMax: number
}

/** Which queues may use a queue as their dead-letter queue. */
export interface RedriveAllowPolicy {
  readonly permission: 'allowAll' | 'denyAll' | 'byQueue'
  readonly sourceArns: readonly string[]
}

function refuse(name: string, text: string, reason: string): never {
  throw invalidValue(text, name, reason)
}

function readObject(name: string, text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    // UNVERIFIED: AWS's words.
    refuse(name, text, 'Redrive policy is not a valid JSON map.')
  }
  return value as Record<string, unknown>
}

/**
 * Reads the attribute RedrivePolicy of a queue. Fails with InvalidParameterValue. Source: API Reference, SetQueueAttributes;
 * words as AWS sends them.
 */
export function readRedrivePolicy(text: string, source: QueueAddress): RedrivePolicy {
  const name = 'RedrivePolicy'
  const { deadLetterTargetArn, maxReceiveCount } = readObject(name, text)
  for (const [key, value] of Object.entries({ deadLetterTargetArn, maxReceiveCount })) {
    if (value === undefined || value === '')
      refuse(name, text, `Redrive policy does not contain mandatory attribute: ${key}.`)
  }
  const receivesMax =
    typeof maxReceiveCount === 'string' && /^\d{1,9}$/.test(maxReceiveCount)
      ? Number(maxReceiveCount)
      : maxReceiveCount
  if (
    typeof receivesMax !== 'number' ||
    !Number.isInteger(receivesMax) ||
    receivesMax < 1 ||
    receivesMax > 1000
  ) {
    refuse(
      name,
      text,
      `Invalid value for maxReceiveCount: ${String(maxReceiveCount)}, valid values are from 1 to 1000 both inclusive.`,
    )
  }
  const target = readQueueArn(String(deadLetterTargetArn))
  if (target === undefined) refuse(name, text, 'Invalid value for deadLetterTargetArn.')
  if (target.accountId !== source.accountId)
    refuse(name, text, 'Dead-letter target owner should be same as the source.')
  // UNVERIFIED: AWS's words. Source of the rule: "Using dead-letter queues in Amazon SQS".
  if (target.region !== source.region)
    refuse(name, text, 'Dead-letter target must be in same region as the source.')
  if (isFifoName(target.name) !== isFifoName(source.name))
    refuse(name, text, 'Dead-letter queue must be same type of queue as the source.')
  return { target, targetArn: queueArn(target), receivesMax }
}

/** Reads the attribute RedriveAllowPolicy. Fails with InvalidParameterValue. UNVERIFIED: AWS's words. */
export function readRedriveAllowPolicy(text: string): RedriveAllowPolicy {
  const name = 'RedriveAllowPolicy'
  const { redrivePermission: permission, sourceQueueArns } = readObject(name, text)
  if (permission !== 'allowAll' && permission !== 'denyAll' && permission !== 'byQueue')
    refuse(name, text, 'redrivePermission must be one of allowAll, denyAll, byQueue.')
  const arns = sourceQueueArns ?? []
  if (
    !Array.isArray(arns) ||
    !arns.every((arn) => typeof arn === 'string' && readQueueArn(arn) !== undefined)
  )
    refuse(name, text, 'sourceQueueArns must be a list of queue ARNs.')
  if (permission !== 'byQueue' && arns.length > 0)
    refuse(name, text, 'sourceQueueArns can be given only when redrivePermission is byQueue.')
  if (permission === 'byQueue' && (arns.length === 0 || arns.length > allowedSourcesMax))
    refuse(name, text, `byQueue takes 1 to ${allowedSourcesMax} sourceQueueArns.`)
  return { permission, sourceArns: arns as string[] }
}

/** Whether a queue with this policy (undefined: none) may be the dead-letter queue of a source. */
export function allowsSource(policy: RedriveAllowPolicy | undefined, sourceArn: string): boolean {
  if (policy === undefined || policy.permission === 'allowAll') return true
  return policy.permission === 'byQueue' && policy.sourceArns.includes(sourceArn)
}
