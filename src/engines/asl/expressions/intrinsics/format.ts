import type { Json } from '../../../../base/json.ts'
import { textArgument } from './arguments.ts'
import { type Intrinsic, IntrinsicError } from './types.ts'

/**
 * `States.Format(template, …)`: each `{}` becomes the next argument. A backslash before a brace takes its meaning away,
 * any other brace is refused.
 * Source: Amazon States Language, "Intrinsic Functions"; its first argument is read with its escapes in place.
 */
export const format: Intrinsic = {
  name: 'States.Format',
  arity: [1, Infinity],
  call([first, ...values]) {
    const template = textArgument(first)
    const used = values.values()
    let [text, holes] = ['', 0]
    for (let at = 0; at < template.length; at++) {
      const character = template[at] ?? ''
      if (character === '\\') {
        at++
        text += template[at] ?? ''
      } else if (character === '{' && template[at + 1] === '}') {
        at++
        holes++
        text += show(used.next().value)
      } else if (character === '{' || character === '}') throw new IntrinsicError()
      else text += character
    }
    if (holes !== values.length)
      throw new IntrinsicError('number of arguments do not match the occurrences of {}.')
    return text
  },
}

function show(value: Json | undefined): string {
  if (typeof value === 'object' && value !== null) throw new IntrinsicError()
  return typeof value === 'string' ? value : String(value)
}
