import { type RandomSource, randomBelow } from '../../../src/base/random.ts'
import type { WireRequest } from '../../../src/protocol/index.ts'

const pieces = [
  '{', '}', '[', ']', '"', ':', ',', 'null', 'true', '1e999', '-1', '99999999999999999999', 'NaN', '"a"', '[null]', '{"a":1}', '\\ud800',
  '<', '>', '</', '/>', '&', ';', '&lt;', '<!DOCTYPE a>', '<![CDATA[', '=', '&a=b', '.member.1', '.member.999999999', '.entry.1.key', '%', '%zz', '%ff', '+',
  '__proto__', 'constructor', '\0', '\xff', '\xbf', '\x9f', '\xff\xff', '\x7f', '\x5f', '\xfb', '\xc1', '\x1b', ' ', '\r\n', '/', '//', '..', '?',
] // biome-ignore format: a table

/** A request with something wrong in its body, its path, its query or a header; sometimes it stays sound. */
export function spoil(random: RandomSource, request: WireRequest): WireRequest {
  const body = spoilText(random, Buffer.from(request.body).toString('latin1'))
  const spoiled = { ...request, body: new Uint8Array(Buffer.from(body, 'latin1')) }
  const names = Object.keys(request.headers)
  switch (randomBelow(random, 4)) {
    case 0:
      return { ...spoiled, query: spoilText(random, request.query) }
    case 1:
      return { ...spoiled, path: `/${spoilText(random, request.path.slice(1))}` }
    case 2: {
      const name = names[randomBelow(random, Math.max(1, names.length))]
      if (name === undefined) return spoiled
      return {
        ...spoiled,
        headers: { ...request.headers, [name]: spoilText(random, request.headers[name] ?? '') },
      }
    }
    default:
      return spoiled
  }
}

function spoilText(random: RandomSource, text: string): string {
  const at = randomBelow(random, text.length + 1)
  const end = Math.min(text.length, at + randomBelow(random, 12))
  const piece = pieces[randomBelow(random, pieces.length)] ?? ''
  switch (randomBelow(random, 6)) {
    case 0:
      return text.slice(0, at) + text.slice(end)
    case 1:
      return text.slice(0, at) + piece + text.slice(at)
    case 2:
      return text.slice(0, at) + piece + text.slice(end)
    case 3:
      return text.slice(0, at)
    case 4:
      return (
        text.slice(0, at) +
        Buffer.from(random.bytes(randomBelow(random, 8))).toString('latin1') +
        text.slice(end)
      )
    default:
      return text.slice(0, end) + text.slice(at)
  }
}
