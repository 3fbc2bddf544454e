import type { Json } from '../../../../base/json.ts'

/**
 * A document as `application/x-www-form-urlencoded`. Lists are written as `ArrayFormat` says: `a[0]=1` (INDICES), `a=1&a=2` (REPEAT), `a=1,2` (COMMAS),
 * `a[]=1` (BRACKETS). Source: Step Functions Developer Guide, "Call HTTPS APIs", Transform.
 */
export function formText(value: Json, arrayFormat: string): string {
  const pairs: string[] = []
  add('', value, arrayFormat, pairs)
  return pairs.join('&')
}

function add(name: string, value: Json, format: string, pairs: string[]): void {
  if (Array.isArray(value)) addList(name, value, format, pairs)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value))
      if (member !== undefined) add(name === '' ? key : `${name}[${key}]`, member as Json, format, pairs)
  } else {
    const text = encodeURIComponent(value === null ? '' : String(value))
    pairs.push(name === '' ? text : `${encodeURIComponent(name)}=${text}`)
  }
}

function addList(name: string, list: readonly Json[], format: string, pairs: string[]): void {
  if (format === 'COMMAS') {
    const texts = list.map((item) =>
      encodeURIComponent(typeof item === 'object' ? JSON.stringify(item) : String(item)),
    )
    pairs.push(`${encodeURIComponent(name)}=${texts.join(',')}`)
    return
  }
  for (const [index, item] of list.entries()) {
    const suffix = format === 'INDICES' ? `[${index}]` : format === 'BRACKETS' ? '[]' : ''
    add(`${name}${suffix}`, item, format, pairs)
  }
}
