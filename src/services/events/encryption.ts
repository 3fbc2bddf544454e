/**
 * Events of a bus with a customer's key are encrypted wherever they wait: on their way to targets, and in archives. EventBridge uses the
 * key itself, so that the key's policy must let `events.amazonaws.com` generate data keys and decrypt. Source: EventBridge User Guide,
 * "Encrypting EventBridge event buses with AWS KMS keys", "Configuring the dead-letter queue of an encrypted event bus".
 */
import type { AwsError } from '../../aws/aws-error.ts'
import { DataKeys, type SealedText, type Surroundings, serviceCaller } from '../../dispatch/index.ts'
import type { Atomic } from '../../store/index.ts'
import type { BusEvent } from './domain/entries.ts'
import { type BusAddress, busArn } from './domain/names.ts'
import { type Bus, type DeadLetter, deadLetterQueue } from './records.ts'

type Needs = Pick<Surroundings, 'call' | 'clock' | 'random'>

/** Before an encrypted event; an event itself begins with a brace. */
const mark = 'sealed:'

/** An event as it is kept for a bus. Fails with the errors of kms:GenerateDataKey. */
export async function keptEvent(
  needs: Needs,
  address: BusAddress,
  keyId: string | undefined,
  json: string,
): Promise<string> {
  if (keyId === undefined || keyId === '') return json
  const boundTo = { 'aws:events:event-bus:arn': busArn(address) }
  const sealed = await new DataKeys(needs).seal(ownCaller(address), { keyId, boundTo, reuseMs: 0 }, json)
  return mark + JSON.stringify(sealed)
}

/** An event's JSON. Fails with the errors of kms:Decrypt. */
export async function openedEvent(needs: Needs, address: BusAddress, kept: string): Promise<string> {
  if (!kept.startsWith(mark)) return kept
  const sealed = JSON.parse(kept.slice(mark.length)) as SealedText
  return await new DataKeys(needs).open(ownCaller(address), sealed, 0)
}

function ownCaller(address: BusAddress) {
  return serviceCaller('events.amazonaws.com', address, busArn(address))
}

/** What becomes of an event that could not be encrypted: the bus's dead-letter queue gets it, or nobody. */
export function letGo(
  commit: Atomic,
  { logger, trail }: Pick<Surroundings, 'logger' | 'trail'>,
  { accountId, region, busName, deadLetterArn }: Bus,
  event: BusEvent,
  error: AwsError,
): void {
  const arn = busArn({ accountId, region, busName })
  const facts = { bus: busName, eventId: event.id, reason: error.message }
  const stage = deadLetterArn === undefined ? 'dropped' : 'dead-letter'
  logger.warn('An event could not be encrypted with the key of its bus', { ...facts, stage })
  trail.tell({ stage, event: event.id, source: arn, target: deadLetterArn ?? arn, detail: error.message })
  if (deadLetterArn === undefined) return
  const letter: DeadLetter = {
    accountId,
    region,
    ruleArn: arn,
    targetArn: arn,
    queueArn: deadLetterArn,
    eventId: event.id,
    event: event.json,
    // UNVERIFIED: which attributes dead letters of buses have.
    attributes: { EVENT_BUS_ARN: arn, ERROR_CODE: error.code, ERROR_MESSAGE: error.message.slice(0, 1024) },
  }
  commit.enqueue(deadLetterQueue, letter)
}
