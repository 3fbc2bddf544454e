import { PathSyntaxError } from '../../../jsonpath/index.ts'
import { compileIntrinsic } from '../../expressions/intrinsics/evaluate.ts'
import { IntrinsicSyntaxError } from '../../expressions/intrinsics/parse.ts'
import { expressionSource } from '../../expressions/jsonata/template.ts'
import { constantly, fromRead, texts } from '../../expressions/quantity.ts'
import type { Expression } from '../../expressions/types.ts'
import { present } from '../present.ts'
import type { FailState, SucceedState } from '../program.ts'
import type { StateContext } from '../state-context.ts'
import { compileCore } from './core.ts'

/** Source: Amazon States Language, "Succeed State". */
export function compileSucceed(name: string, context: StateContext): SucceedState {
  return { type: 'Succeed', ...compileCore(name, context) }
}

/** Source: Amazon States Language, "Fail State". */
export function compileFail(name: string, context: StateContext): FailState {
  return present({
    type: 'Fail' as const,
    ...compileCore(name, context),
    error: compileText('Error', context),
    cause: compileText('Cause', context),
  })
}

/** A text, an expression, or the `…Path` field, which may be an intrinsic function. */
function compileText(name: string, context: StateContext): Expression<string> | undefined {
  const { build, object, location } = context
  build.checks.exclusive(object, [name, `${name}Path`], location)
  if (object[name] !== undefined) {
    if (context.jsonata && expressionSource(object[name]) !== undefined)
      return context.expression(name, texts)
    const text = build.checks.text(object, name, location)
    return text === undefined ? undefined : constantly(text)
  }
  const path = object[`${name}Path`]
  if (typeof path === 'string' && path.startsWith('States.')) return compileCall(path, `${name}Path`, context)
  return context.jsonata ? undefined : context.pathValue(`${name}Path`, texts)
}

function compileCall(text: string, field: string, context: StateContext): Expression<string> | undefined {
  try {
    return fromRead(compileIntrinsic(text), texts, field, text)
  } catch (error) {
    if (!(error instanceof IntrinsicSyntaxError) && !(error instanceof PathSyntaxError)) throw error
    context.build.checks.error(
      'Value must be a valid JSONPath or intrinsic function call.',
      context.at(field),
    )
    return undefined
  }
}
