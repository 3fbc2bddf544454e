import { inputAlone, type Visible } from '../../expressions/jsonata/check.ts'
import { present } from '../present.ts'
import type { StateCore, Transition } from '../program.ts'
import type { StateContext } from '../state-context.ts'

/** What every state has. `visible` says what its Output and Assign may name. */
export function compileCore(name: string, context: StateContext, visible: Visible = inputAlone): StateCore {
  const { object } = context
  return present({
    name,
    queryLanguage: context.language,
    comment: context.build.checks.text(object, 'Comment', context.location),
    inputPath: context.jsonata ? undefined : context.path('InputPath'),
    outputPath: context.jsonata ? undefined : context.path('OutputPath'),
    output: context.jsonata ? context.template('Output', visible) : undefined,
    assign: context.assign(visible),
  })
}

/** Next or End. Whether the target is there is asked of the machine as a whole. */
export function compileTransition({ build, object, location }: StateContext): Transition {
  const { checks } = build
  const { End: end } = object
  if (end !== undefined && typeof end !== 'boolean')
    checks.error('Expected value of type [BOOLEAN]', `${location}/End`)
  const next = checks.text(object, 'Next', location)
  if (end === true && object.Next !== undefined)
    checks.error('There should only be one of the following fields: [Next, End]', location)
  if (end !== true && object.Next === undefined)
    checks.error('This object should have only one of the following fields: [Next, End]', location)
  return next === undefined || end === true ? { end: true } : { next }
}
