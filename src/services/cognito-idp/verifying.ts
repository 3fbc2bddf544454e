/** Which attributes a pool verifies, and the messages that do it. Source: Developer Guide, "Signing up and confirming user accounts". */
import type { JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { withCode } from './codes.ts'
import { confirmationCodeMs } from './limits.ts'
import { type Delivery, deliveryTo, newCode, sendMessage } from './messages.ts'
import { textsOf } from './pools.ts'
import type { Pool, User } from './records.ts'
import { changeUser } from './users.ts'
import { objectOf } from './views.ts'

/** Where the code of a sign-up goes: of both, the phone number. Undefined: nothing is verified. */
export function confirmationDelivery(pool: Pool, user: Pick<User, 'attributes'>): Delivery | undefined {
  const verified = textsOf(pool.settings, 'AutoVerifiedAttributes')
  for (const attribute of ['phone_number', 'email']) {
    const delivery = verified.includes(attribute) ? deliveryTo(user, attribute) : undefined
    if (delivery) return delivery
  }
  return undefined
}

/** Attributes whose old values count until the new ones are verified. Source: API Reference, UserAttributeUpdateSettingsType. */
export function keepsUntilVerified({ settings }: Pool): readonly string[] {
  const { AttributesRequireVerificationBeforeUpdate: names } = objectOf(
    settings,
    'UserAttributeUpdateSettings',
  )
  return (names ?? []) as readonly string[]
}

/** The ways back to an account, in the pool's order. Source: API Reference, AccountRecoverySettingType. */
export function recoveryDelivery(pool: Pool, user: User): Delivery | undefined {
  const { RecoveryMechanisms: mechanisms = [] } = objectOf(pool.settings, 'AccountRecoverySetting')
  const names = (mechanisms as readonly JsonObject[])
    .toSorted((left, right) => Number(left.Priority) - Number(right.Priority))
    .map(({ Name }) => String(Name))
  for (const name of names) {
    const attribute =
      name === 'verified_email' ? 'email' : name === 'verified_phone_number' ? 'phone_number' : ''
    if (user.attributes[`${attribute}_verified`] !== 'true') continue
    const delivery = deliveryTo(user, attribute)
    if (delivery) return delivery
  }
  return undefined
}

/** Sends the code that verifies an attribute's new value. `destination` where that is not the user's value yet. */
export async function sendVerification(
  context: OperationContext,
  pool: Pool,
  user: User,
  delivery: Delivery,
  more: {
    readonly reason: 'UpdateUserAttribute' | 'VerifyUserAttribute'
    readonly clientId?: string | undefined
    readonly clientMetadata?: Readonly<Record<string, string>> | undefined
  },
): Promise<void> {
  const code = newCode(context)
  const changed = await changeUser(context, pool, user.username, (current) =>
    withCode(current, delivery.attribute, code, context.now, confirmationCodeMs),
  )
  await sendMessage(context, pool, changed, { ...more, delivery, secret: code })
}
