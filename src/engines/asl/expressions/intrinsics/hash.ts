import { digest, isHashAlgorithm } from '../digest.ts'
import { intrinsicTextCharactersMax } from '../limits.ts'
import { textArgument } from './arguments.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/** `States.Hash(data, algorithm)`: in lower-case hexadecimal. UNVERIFIED: what is no text is hashed as its JSON. */
export const hash: Intrinsic = {
  name: 'States.Hash',
  arity: [2, 2],
  call([data, name]) {
    const algorithm = textArgument(name, 2)
    if (!isHashAlgorithm(algorithm))
      throw new IntrinsicError('Argument 2 must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512')
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    return digest(textArgument(text, 1, intrinsicTextCharactersMax), algorithm)
  },
}
