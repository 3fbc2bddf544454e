import { digest, isHashAlgorithm } from '../digest.ts'
import { intrinsicTextCharactersMax } from '../limits.ts'
import { textArgument } from './arguments.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/** `States.Hash(data, algorithm)`: in lower-case hexadecimal. What is no text is hashed as its JSON. */
export const hash: Intrinsic = {
  name: 'States.Hash',
  arity: [2, 2],
  call([data, name]) {
    const algorithm = textArgument(name)
    if (!isHashAlgorithm(algorithm)) throw new IntrinsicError()
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    return digest(textArgument(text, intrinsicTextCharactersMax), algorithm)
  },
}
