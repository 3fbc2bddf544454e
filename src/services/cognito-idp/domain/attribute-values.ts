/** Whether attributes of a user may be what a request says. Source: Developer Guide, "Working with user attributes". */
import type { AwsError } from '../../../aws/aws-error.ts'
import { missingFaults, type SchemaAttribute, valueFault } from './schema.ts'

/** What the rules need to know beside the values. */
export interface AttributeRules {
  readonly schema: readonly SchemaAttribute[]
  /** A user is made: attributes that may not change later may be set, and required ones must be. */
  readonly creating: boolean
  readonly fail: (message: string) => AwsError
}

/** Throws what AWS answers to attributes that do not fit. */
export function checkAttributes(values: Readonly<Record<string, string>>, rules: AttributeRules): void {
  const { schema, creating, fail } = rules
  const byName = new Map(schema.map((attribute) => [attribute.Name, attribute]))
  const faults: string[] = []
  for (const [name, value] of Object.entries(values)) {
    if (name === 'sub') throw fail('Cannot modify the non-mutable attribute sub')
    const attribute = byName.get(name)
    if (!attribute) {
      faults.push(`Type for attribute {${name}} could not be determined`)
      continue
    }
    if (!creating && !attribute.Mutable) throw fail(`user.${name}: Attribute cannot be updated.\n`)
    if (value === '' && !creating) continue
    const fault = valueFault(attribute, value)
    if (fault !== undefined) faults.push(fault)
  }
  if (creating) faults.push(...missingFaults(schema, values))
  if (faults.length > 0) throw fail(`Attributes did not conform to the schema: ${faults.join('')}`)
  if (values.email !== undefined && values.email !== '' && !isEmail(values.email))
    throw fail('Invalid email address format.')
  if (values.phone_number !== undefined && values.phone_number !== '' && !isPhoneNumber(values.phone_number))
    throw fail('Invalid phone number format.')
}

/** UNVERIFIED: which addresses AWS takes exactly. */
export function isEmail(text: string): boolean {
  return (
    text.length <= 320 &&
    /^[^\s@,<>()[\]\\;:"]+@[^\s@.,<>()[\]\\;:"]+(?:\.[^\s@.,<>()[\]\\;:"]+)+$/u.test(text)
  )
}

/** E.164: a plus sign, and up to fifteen digits. */
export function isPhoneNumber(text: string): boolean {
  return /^\+[0-9]{1,15}$/.test(text)
}

/** A value as addresses of messages are shown: `j***@e***`, `+*******1234`. Source: API Reference, CodeDeliveryDetailsType. */
export function maskedDestination(value: string, medium: 'EMAIL' | 'SMS'): string {
  if (medium === 'SMS') return `+${'*'.repeat(Math.max(0, value.length - 5))}${value.slice(-4)}`
  const [name = '', host = ''] = value.split('@', 2)
  return `${name.slice(0, 1)}***@${host.slice(0, 1)}***`
}
