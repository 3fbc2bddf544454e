import type { Json } from '../../../../base/json.ts'
import { compileChoice as compileRuleTest } from '../../expressions/choice/compile.ts'
import { booleans, constantly } from '../../expressions/quantity.ts'
import type { Expression } from '../../expressions/types.ts'
import { refuseOtherLanguage } from '../fields.ts'
import { present } from '../present.ts'
import type { ChoiceRule, ChoiceState } from '../program.ts'
import type { StateContext } from '../state-context.ts'
import { compileCore } from './core.ts'

/** Source: Amazon States Language, "Choice State". */
export function compileChoice(name: string, context: StateContext): ChoiceState {
  const { build, object, location } = context
  build.checks.required(object, ['Choices'], location)
  const list =
    object.Choices === undefined ? [] : (build.checks.list(object.Choices, context.at('Choices')) ?? [])
  return present({
    type: 'Choice' as const,
    ...compileCore(name, context),
    choices: list.flatMap((rule, index) => compileRule(rule, index, context) ?? []),
    default: build.checks.text(object, 'Default', location),
  })
}

const jsonataFields = new Set(['Condition', 'Next', 'Comment', 'Output', 'Assign'])

function compileRule(value: Json, index: number, outer: StateContext): ChoiceRule | undefined {
  const { checks } = outer.build
  const place = `Choices[${index}]`
  const object = checks.object(value, outer.at(place))
  if (!object) return undefined
  const context = outer.part(object, place)
  const { location } = context
  checks.required(object, ['Next'], location)
  return present({
    condition: compileCondition(context),
    next: checks.text(object, 'Next', location) ?? '',
    comment: checks.text(object, 'Comment', location),
    output: context.jsonata ? context.template('Output') : undefined,
    assign: context.assign(),
  })
}

function compileCondition(context: StateContext): Expression<boolean> {
  const { object, location } = context
  const { checks } = context.build
  if (!context.jsonata) {
    refuseOtherLanguage(object, ['Condition', 'Output'], 'JSONPath', checks, location)
    return compileRuleTest(object, location, checks.error)
  }
  checks.only(object, jsonataFields, location)
  checks.required(object, ['Condition'], location)
  if (typeof object.Condition === 'boolean') return constantly(object.Condition)
  return context.expression('Condition', booleans) ?? constantly(false)
}
