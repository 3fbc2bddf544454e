import type { Json } from '../../../../base/json.ts'
import { textArgument } from './arguments.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/** `States.StringToJson(text)`; of a text without characters, AWS gives null (2026). */
export const stringToJson: Intrinsic = {
  name: 'States.StringToJson',
  arity: [1, 1],
  call([text]) {
    const json = textArgument(text)
    if (json === '') return null
    try {
      return JSON.parse(json) as Json
    } catch (error) {
      if (error instanceof SyntaxError) throw new IntrinsicError()
      throw error
    }
  },
}
