/**
 * The filter of ListUsers: `name ^= "Jo"`, `status = "Enabled"`. Source: API Reference, ListUsers, `Filter`; Developer Guide,
 * "Searching for users using the ListUsers API".
 *
 *   filter := name ws* operator ws* '"' value '"'
 *   operator := '=' | '^='
 *   value := any character but a quotation mark and a backslash, which stand behind a backslash
 */

/** What a filter asks. */
export interface UserFilter {
  readonly attribute: string
  readonly operator: '=' | '^='
  readonly value: string
}

/** The attributes that can be searched for. */
export const searchable: ReadonlySet<string> = new Set([
  'username',
  'email',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'cognito:user_status',
  'status',
  'sub',
])

/** Reads a filter; undefined: it is none. An empty text asks nothing, which `null` says. */
export function parseUserFilter(text: string): UserFilter | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  const head = /^([A-Za-z_:]+|"[A-Za-z_:]+")\s*(\^=|=)\s*"/.exec(trimmed)
  if (!head) return undefined
  const [whole, name = '', operator] = head
  const value = readValue(trimmed.slice(whole.length))
  if (value === undefined) return undefined
  return { attribute: name.replaceAll('"', ''), operator: operator as UserFilter['operator'], value }
}

/** What stands before the closing quotation mark, which must be the last character. */
function readValue(text: string): string | undefined {
  let value = ''
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if (character === '"') return index === text.length - 1 ? value : undefined
    if (character !== '\\') {
      value += character
      continue
    }
    index++
    if (index >= text.length) return undefined
    value += text.charAt(index)
  }
  return undefined
}

/** Writes a filter so that it is read as it is. */
export function writeUserFilter({ attribute, operator, value }: UserFilter): string {
  return `${attribute} ${operator} "${value.replaceAll(/["\\]/g, '\\$&')}"`
}

/** A user as filters see one. */
export interface FilteredUser {
  readonly username: string
  readonly sub: string
  readonly status: string
  readonly enabled: boolean
  readonly attributes: Readonly<Record<string, string>>
}

/** Whether a user is one that the filter asks for. `status` alone does not tell cases apart. */
export function meetsFilter(user: FilteredUser, { attribute, operator, value }: UserFilter): boolean {
  const held = heldValue(user, attribute)
  if (held === undefined) return false
  const [left, right] = attribute === 'status' ? [held.toLowerCase(), value.toLowerCase()] : [held, value]
  return operator === '=' ? left === right : left.startsWith(right)
}

function heldValue(user: FilteredUser, attribute: string): string | undefined {
  switch (attribute) {
    case 'username':
      return user.username
    case 'sub':
      return user.sub
    case 'cognito:user_status':
      return user.status
    case 'status':
      return user.enabled ? 'Enabled' : 'Disabled'
    default:
      return Object.hasOwn(user.attributes, attribute) ? user.attributes[attribute] : undefined
  }
}
