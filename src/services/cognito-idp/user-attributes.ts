/** Changing attributes of users. Source: API Reference, UpdateUserAttributes, AdminUpdateUserAttributes; Developer Guide, "Verifying updates". */
import type { OperationContext } from '../../dispatch/index.ts'
import { checkAttributes } from './domain/attribute-values.ts'
import { invalidParameter } from './errors.ts'
import { type Delivery, deliveryTo } from './messages.ts'
import { failInvalid, textsOf } from './pools.ts'
import type { Pool, User } from './records.ts'
import { changeUser } from './users.ts'
import { keepsUntilVerified, sendVerification } from './verifying.ts'

interface Update {
  /** Administrators may also say what is verified. */
  readonly administrator: boolean
  readonly clientId?: string | undefined
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined
}

/** Changes attributes, and sends the codes that verify new addresses. Answers where to. */
export async function updateAttributes(
  context: OperationContext,
  pool: Pool,
  user: User,
  given: Readonly<Record<string, string>>,
  { administrator, ...more }: Update,
): Promise<readonly Delivery[]> {
  checkAttributes(given, { schema: pool.schema, creating: false, fail: failInvalid })
  const verifies = textsOf(pool.settings, 'AutoVerifiedAttributes')
  const holds = keepsUntilVerified(pool)
  const asked: Delivery[] = []
  const changed = await changeUser(context, pool, user.username, (current) => {
    asked.length = 0
    const attributes: Record<string, string> = { ...current.attributes }
    const pending: Record<string, string> = { ...current.pending }
    for (const [name, value] of Object.entries(given)) {
      const isAddress = name === 'email' || name === 'phone_number'
      const isSame = current.attributes[name] === value
      const isVerified = given[`${name}_verified`] === 'true'
      if (!isAddress || isSame || value === '') {
        setAttribute(attributes, name, value)
        continue
      }
      const delivery = deliveryTo({ attributes: { [name]: value } }, name)
      if (verifies.includes(name) && !isVerified && delivery) asked.push(delivery)
      if (holds.includes(name) && verifies.includes(name) && !isVerified) {
        pending[name] = value
        continue
      }
      delete pending[name]
      attributes[name] = value
      attributes[`${name}_verified`] = isVerified ? 'true' : 'false'
    }
    return { ...current, attributes, pending }
  })
  for (const delivery of asked)
    await sendVerification(context, pool, changed, delivery, { reason: 'UpdateUserAttribute', ...more })
  return administrator ? [] : asked
}

/** An empty value takes an attribute away. */
function setAttribute(attributes: Record<string, string>, name: string, value: string): void {
  if (value === '') delete attributes[name]
  else attributes[name] = value
}

/** A user without some attributes. Fails with InvalidParameterException for those that must be there. */
export function withoutAttributes(pool: Pool, user: User, names: readonly string[]): User {
  const byName = new Map(pool.schema.map((attribute) => [attribute.Name, attribute]))
  const attributes = { ...user.attributes }
  for (const name of names) {
    const attribute = byName.get(name)
    if (!attribute)
      throw invalidParameter(
        `Attributes did not conform to the schema: Type for attribute {${name}} could not be determined`,
      )
    if (attribute.Required || !attribute.Mutable)
      throw invalidParameter(`user.${name}: Attribute cannot be deleted.\n`)
    delete attributes[name]
    if (name === 'email' || name === 'phone_number') delete attributes[`${name}_verified`]
  }
  return { ...user, attributes }
}
