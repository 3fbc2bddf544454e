/**
 * Messages with codes and temporary passwords. None is sent: each is written to the server's log and kept for a day, where it can be
 * read (`adapters/messages-route.ts`). A pool's function for its own messages (CustomMessage) words them.
 */
import type { Json } from '../../base/json.ts'
import { randomText } from '../../base/random.ts'
import { atomic } from '../../store/index.ts'
import { sealCode } from './custom-senders.ts'
import { maskedDestination } from './domain/attribute-values.ts'
import { filledText, keepsPlaces, type MessageReason, messageText } from './domain/message-texts.ts'
import { messageMs } from './limits.ts'
import { messages, type Pool, type User } from './records.ts'
import { eventAttributes, functionOf, metadata, runTrigger, type TriggerContext } from './triggers.ts'

/** Where a message goes: an attribute of the user, by mail or as a text message. */
export interface Delivery {
  readonly attribute: 'email' | 'phone_number'
  readonly medium: 'EMAIL' | 'SMS'
  readonly destination: string
}

/** A message to be sent. */
export interface Outgoing {
  readonly reason: MessageReason
  readonly delivery: Delivery
  /** The code, or of an invitation the temporary password. */
  readonly secret: string
  readonly clientId?: string | undefined
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined
}

/** As answers describe it. */
export function deliveryView({ attribute, medium, destination }: Delivery) {
  return {
    Destination: maskedDestination(destination, medium),
    DeliveryMedium: medium,
    AttributeName: attribute,
  }
}

/** The way to an attribute's value; undefined: the user has none. */
export function deliveryTo(user: Pick<User, 'attributes'>, attribute: string): Delivery | undefined {
  const destination = user.attributes[attribute]
  if (destination === undefined || destination === '') return undefined
  if (attribute === 'email') return { attribute, medium: 'EMAIL', destination }
  return attribute === 'phone_number' ? { attribute, medium: 'SMS', destination } : undefined
}

/** A code of six digits. */
export function newCode({ random }: Pick<TriggerContext, 'random'>): string {
  return randomText(random, '0123456789', 6)
}

/** Has a message worded, hands it to the pool's own sender if it has one, and keeps it. Fails as triggers do. */
export async function sendMessage(
  context: TriggerContext,
  pool: Pool,
  user: User,
  outgoing: Outgoing,
): Promise<void> {
  const { reason, delivery, secret } = outgoing
  const text = await worded(context, pool, user, outgoing)
  const sender = delivery.medium === 'EMAIL' ? 'CustomEmailSender' : 'CustomSMSSender'
  if (functionOf(pool, sender) !== undefined) {
    const source = `${sender}_${reason}`
    const type = delivery.medium === 'EMAIL' ? 'customEmailSenderRequestV1' : 'customSMSSenderRequestV1'
    await runTrigger(context, pool, sender, {
      source,
      userName: user.username,
      clientId: outgoing.clientId,
      request: {
        type,
        code: await sealCode(context, pool, secret),
        clientMetadata: (outgoing.clientMetadata ?? null) as Json,
        userAttributes: eventAttributes(pool, user),
      },
      response: {},
    })
  }
  const now = context.clock.now()
  const subject = filledText(text.subject, secret, user.username)
  const body = filledText(text.body, secret, user.username)
  const isInvite = reason === 'AdminCreateUser'
  const facts = {
    poolId: pool.id,
    username: user.username,
    source: reason,
    medium: delivery.medium,
    destination: delivery.destination,
    ...(isInvite ? { temporaryPassword: secret } : { code: secret }),
  }
  const commit = atomic(context.store)
  const id = await newId(context, pool.id, now)
  const kept = { ...facts, at: now, id, ...(subject === '' ? {} : { subject }), body }
  messages.put(commit, { ...kept, expiresAt: now + messageMs }, undefined)
  await commit.commit()
  context.logger.info('A user pool would have sent a message', facts)
}

/** Ids of messages of one pool and one instant are in their order: a clock may stand still. */
async function newId({ store, random }: TriggerContext, poolId: string, now: number): Promise<string> {
  const { items } = await messages.list(store, { prefix: [poolId], reverse: true, limit: 1 })
  const last = items[0]?.value
  const before = last?.at === now ? Number(last.id.split('-')[0]) || 0 : 0
  return `${String(before + 1).padStart(9, '0')}-${randomText(random, 'abcdefghijklmnopqrstuvwxyz', 12)}`
}

async function worded(context: TriggerContext, pool: Pool, user: User, outgoing: Outgoing) {
  const { reason, delivery } = outgoing
  const usual = messageText(pool.settings, reason, delivery.medium)
  const isInvite = reason === 'AdminCreateUser'
  const response = await runTrigger(context, pool, 'CustomMessage', {
    source: `CustomMessage_${reason}`,
    userName: user.username,
    clientId: outgoing.clientId,
    request: {
      userAttributes: eventAttributes(pool, user),
      codeParameter: '{####}',
      linkParameter: '{##Click Here##}',
      usernameParameter: isInvite ? '{username}' : null,
      ...metadata(outgoing.clientMetadata),
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  })
  const own = response?.[delivery.medium === 'SMS' ? 'smsMessage' : 'emailMessage']
  // A text without the place of its code is not used. Source: "Custom message Lambda trigger".
  if (typeof own !== 'string' || !keepsPlaces(own, reason)) return usual
  const subject = response?.emailSubject
  return { body: own, subject: typeof subject === 'string' && subject !== '' ? subject : usual.subject }
}
