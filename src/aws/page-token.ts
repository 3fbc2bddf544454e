/**
 * Paging tokens. AWS's are opaque; ours carry where to go on, what they belong to, and a check that keeps foreign
 * or altered text out. They hold nothing secret: keys of records the caller may list anyway.
 */
import type { Json } from '../base/json.ts'

const mark = 'lmb1'

/**
 * Writes a token. `purpose` names the operation and whatever else must be the same on the next page
 * (account, region, filters), so that a token of one listing is refused by another.
 */
export function writePageToken(purpose: string, position: Json): string {
  const body = JSON.stringify(position)
  return Buffer.from(`${mark}${check(purpose, body)}${body}`, 'utf8').toString('base64url')
}

/** Reads a token written for the same purpose; undefined for anything else. */
export function readPageToken(purpose: string, token: string): Json | undefined {
  const text = Buffer.from(token, 'base64url').toString('utf8')
  if (!text.startsWith(mark)) return undefined
  const body = text.slice(mark.length + 8)
  if (text.slice(mark.length, mark.length + 8) !== check(purpose, body)) return undefined
  try {
    return JSON.parse(body) as Json
  } catch {
    return undefined
  }
}

/** FNV-1a, 32 bits, eight hexadecimal digits: enough against mistakes, and tokens are not a border of security. */
function check(purpose: string, body: string): string {
  let hash = 0x811c9dc5
  for (const text of [purpose, '\0', body]) {
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
    }
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
