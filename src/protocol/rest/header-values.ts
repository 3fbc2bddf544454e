/** Values of headers. Source: Smithy 2.0, "httpHeader trait". */
import type { Member } from '../../models/index.ts'
import { bytesOf, fromBase64, textOf, toBase64 } from '../bytes.ts'
import { type TextReader, type TextWriter, textReader, textWriter } from '../text-values.ts'

/** Reads a header of a member; undefined for a text that does not fit. */
export function headerReader(member: Member): TextReader {
  const { shape } = member
  if (shape.type === 'list') {
    const read = simpleReader(shape.member)
    const split = splitterOf(shape.member)
    return (text) => {
      const values = split(text).map(read)
      return values.includes(undefined) ? undefined : values
    }
  }
  return simpleReader(member)
}

function simpleReader(member: Member): TextReader {
  if (!isJsonText(member)) return textReader(member, 'http-date')
  return (text) => {
    const bytes = fromBase64(text)
    return bytes instanceof Uint8Array ? textOf(bytes) : undefined
  }
}

/** Text that is JSON itself travels in base64, as a header could not hold it. */
function isJsonText(member: Member): boolean {
  const type = member.traits.mediaType
  return member.shape.type === 'string' && type !== undefined && /^application\/(.+\+)?json$/.test(type)
}

function splitterOf(member: Member): (text: string) => string[] {
  if (member.shape.type === 'timestamp' && (member.traits.timestampFormat ?? 'http-date') === 'http-date') {
    return splitDates
  }
  return member.shape.type === 'string' ? splitTexts : splitPlain
}

function splitPlain(text: string): string[] {
  return text.trim() === '' ? [] : text.split(',').map((part) => part.trim())
}

/** HTTP dates have a comma of their own, behind the name of the day. */
function splitDates(text: string): string[] {
  const parts = splitPlain(text)
  const dates: string[] = []
  for (let at = 0; at < parts.length; at += 2) dates.push(`${parts[at]}, ${parts[at + 1] ?? ''}`)
  return dates
}

/** Texts with commas or quotes in them are quoted. */
function splitTexts(text: string): string[] {
  if (!text.includes('"')) return splitPlain(text)
  const parts: string[] = []
  let at = 0
  while (at < text.length) {
    while (text[at] === ' ' || text[at] === '\t') at++
    let end: number
    if (text[at] === '"') {
      const [part, next] = readQuoted(text, at + 1)
      parts.push(part)
      end = text.indexOf(',', next)
    } else {
      end = text.indexOf(',', at)
      parts.push(text.slice(at, end < 0 ? undefined : end).trim())
    }
    if (end < 0) break
    at = end + 1
  }
  return parts
}

function readQuoted(text: string, start: number): [part: string, next: number] {
  let part = ''
  let at = start
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\' && at + 1 < text.length) at++
    part += text[at]
    at++
  }
  return [part, at + 1]
}

/** Writes a header of a member; undefined for a list without members, which is no header at all. */
export function headerWriter(member: Member): (value: unknown) => string | undefined {
  const { shape } = member
  if (shape.type === 'list') {
    const write = simpleWriter(shape.member)
    const quote = shape.member.shape.type === 'string'
    return (value) => {
      const parts: string[] = []
      for (const part of value as Iterable<unknown>) {
        if (part === undefined || part === null) continue
        const text = write(part)
        parts.push(quote && /[",]/.test(text) ? `"${text.replace(/[\\"]/g, '\\$&')}"` : text)
      }
      return parts.length === 0 ? undefined : headerText(parts.join(', '))
    }
  }
  const write = simpleWriter(member)
  return (value) => headerText(write(value))
}

function simpleWriter(member: Member): TextWriter {
  if (!isJsonText(member)) return textWriter(member, 'http-date')
  return (value) => toBase64(bytesOf(String(value)))
}

/**
 * What HTTP can carry of a text: letters beyond ASCII go as their UTF-8 bytes, and control characters, which could
 * begin a header of their own, become blanks.
 */
export function headerText(text: string): string {
  if (/^[\t\x20-\x7e]*$/.test(text)) return text
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
  const clean = text.replace(/[\x00-\x08\x0a-\x1f\x7f]/g, ' ')
  return Array.from(bytesOf(clean), (byte) => String.fromCharCode(byte)).join('')
}
