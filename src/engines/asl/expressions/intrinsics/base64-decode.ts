import { fromBase64 } from '../../../../base/base64.ts'
import { intrinsicTextCharactersMax } from '../limits.ts'
import { textArgument } from './arguments.ts'
import type { Intrinsic } from './types.ts'

const foreign = /[^A-Za-z0-9+/]/g

/** `States.Base64Decode(text)`: AWS passes over what is no Base64 and needs no padding (2026). */
export const base64Decode: Intrinsic = {
  name: 'States.Base64Decode',
  arity: [1, 1],
  call([text]) {
    const encoded = textArgument(text, intrinsicTextCharactersMax)
    const [digits = ''] = encoded.split('=', 1)
    const clean = digits.replace(foreign, '')
    const bytes = fromBase64(clean.length % 4 === 1 ? clean.slice(0, -1) : clean)
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  },
}
