import { intrinsicTextCharactersMax } from '../limits.ts'
import { textArgument } from './arguments.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

const form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

/** `States.Base64Decode(text)` */
export const base64Decode: Intrinsic = {
  name: 'States.Base64Decode',
  arity: [1, 1],
  call([text]) {
    const encoded = textArgument(text, 1, intrinsicTextCharactersMax)
    if (!form.test(encoded)) throw new IntrinsicError('Argument 1 must be a Base64 encoded string')
    const binary = atob(encoded)
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  },
}
