import type { Json } from '../../../../base/json.ts'
import { textArgument } from './arguments.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/** `States.StringToJson(text)` */
export const stringToJson: Intrinsic = {
  name: 'States.StringToJson',
  arity: [1, 1],
  call([text]) {
    try {
      return JSON.parse(textArgument(text, 1)) as Json
    } catch (error) {
      if (error instanceof SyntaxError) throw new IntrinsicError('Argument 1 must be a valid JSON string')
      throw error
    }
  },
}
