/** What the attributes of a queue say of other things: policies, dead-letter queues. */
import type { OperationContext } from '../../dispatch/index.ts'
import { readDocument } from '../../engines/policy/index.ts'
import type { Atomic } from '../../store/index.ts'
import { readQueue } from './directory.ts'
import type { AttributeRules, Attributes } from './domain/attributes.ts'
import { type QueueAddress, queueArn } from './domain/names.ts'
import { allowsSource, readRedrivePolicy } from './domain/redrive.ts'
import { invalidValue } from './errors.ts'

export function attributeRules(address: QueueAddress, fifo: boolean): AttributeRules {
  return { address, fifo, isPolicy: (text) => readDocument(text).ok }
}

/** The ARN of the dead-letter queue that attributes name. */
export function deadLetterArnOf({ RedrivePolicy }: Attributes, address: QueueAddress): string | undefined {
  return RedrivePolicy === undefined ? undefined : readRedrivePolicy(RedrivePolicy, address).targetArn
}

/**
 * Has a commit hold only if the dead-letter queue that the attributes name exists and lets this queue use it. Fails with
 * InvalidParameterValue if not so now.
 */
export async function checkDeadLetterQueue(
  { store }: OperationContext,
  commit: Atomic,
  attributes: Attributes,
  source: QueueAddress,
): Promise<void> {
  const text = attributes.RedrivePolicy
  if (text === undefined) return
  const { target } = readRedrivePolicy(text, source)
  const found = await readQueue(store, target)
  if (found === undefined) throw invalidValue(text, 'RedrivePolicy', 'Dead letter target does not exist.')
  if (!allowsSource(found.settings.redriveAllow, queueArn(source))) {
    // UNVERIFIED: AWS's words.
    const reason = 'Dead-letter target does not allow this queue as a source by its redrive allow policy.'
    throw invalidValue(text, 'RedrivePolicy', reason)
  }
  // A queue may name itself; its own record is checked where it is written.
  if (queueArn(target) !== queueArn(source)) commit.check(found.recordKey, found.stored.version)
}

/** Where clients reach this server, for the addresses of queues: the host that this one named. */
export function endpointOf({ host, settings }: OperationContext): string {
  return host === undefined ? settings.endpoint : `http://${host}`
}
