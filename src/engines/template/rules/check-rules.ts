/**
 * The section Rules: assertions on parameters, checked before anything is made.
 * Source: User Guide, "CloudFormation template Rules syntax", "Rule-specific intrinsic functions".
 */
import { isObject, type Json } from '../../../base/json.ts'
import { functionError, TemplateError } from '../errors.ts'
import { callOf, isList, textOf } from '../functions/calls.ts'
import { equalsArguments, notArgument, partsOf } from '../functions/logic.ts'
import { namedValue } from '../functions/scope.ts'
import { parameterType } from '../parameters/parameter-types.ts'
import type { Template, TemplateContext } from '../types.ts'

/** What only somebody who knows the account's resources can tell. */
export interface RuleFacts {
  /** All values of a kind (`AWS::EC2::VPC::Id`), for `Fn::RefAll`. */
  refAll(kind: string): readonly string[]
  /** An attribute of what a parameter names, for `Fn::ValueOf` and `Fn::ValueOfAll`: undefined when there is none. */
  valueOf(kind: string, value: string, attribute: string): string | undefined
}

const noFacts: RuleFacts = { refAll: () => [], valueOf: () => undefined }

/**
 * Checks all rules whose conditions hold. Fails with a TemplateError that names the rule and the description of the assertion that failed.
 * UNVERIFIED: the words of that message.
 */
export function checkRules(template: Template, context: TemplateContext, facts: RuleFacts = noFacts): void {
  const evaluator = new RuleEvaluator(template, context, facts)
  for (const { name, condition, assertions } of template.rules.values()) {
    if (condition !== undefined && !evaluator.holds(condition)) continue
    for (const { assert, description } of assertions)
      if (!evaluator.holds(assert))
        throw new TemplateError(
          description === undefined
            ? `Template error: Rule ${name} failed: an assertion does not hold`
            : `Template error: Rule ${name} failed: ${description}`,
        )
  }
}

class RuleEvaluator {
  readonly #template: Template
  readonly #context: TemplateContext
  readonly #facts: RuleFacts

  constructor(template: Template, context: TemplateContext, facts: RuleFacts) {
    this.#template = template
    this.#context = context
    this.#facts = facts
  }

  holds(value: Json): boolean {
    const call = isObject(value) ? callOf(value) : undefined
    const result = call && this.#call(call.name, call.argument)
    if (typeof result === 'boolean') return result
    throw functionError('Rule assertions and conditions must be functions that give true or false')
  }

  #call(name: string, argument: Json): Json {
    switch (name) {
      case 'Fn::And':
        return partsOf(name, argument)
          .map((part) => this.holds(part))
          .every(Boolean)
      case 'Fn::Or':
        return partsOf(name, argument)
          .map((part) => this.holds(part))
          .some(Boolean)
      case 'Fn::Not':
        return !this.holds(notArgument(argument))
      case 'Fn::Equals': {
        const [left, right] = equalsArguments(argument)
        return JSON.stringify(this.#plain(left)) === JSON.stringify(this.#plain(right))
      }
      case 'Fn::If': {
        const [condition, whenTrue, whenFalse] = isList(argument) ? argument : []
        if (condition === undefined || whenTrue === undefined || whenFalse === undefined)
          throw functionError('Fn::If requires a list argument with three elements')
        return this.#plain(this.holds(condition) ? whenTrue : whenFalse)
      }
      case 'Fn::Contains': {
        const [list, item] = this.#pair(name, argument)
        return this.#texts(list).includes(textOf(this.#plain(item)) ?? '')
      }
      case 'Fn::EachMemberEquals': {
        const [list, item] = this.#pair(name, argument)
        const wanted = textOf(this.#plain(item))
        return this.#texts(list).every((text) => text === wanted)
      }
      case 'Fn::EachMemberIn': {
        const [list, others] = this.#pair(name, argument)
        const allowed = this.#texts(others)
        return this.#texts(list).every((text) => allowed.includes(text))
      }
      case 'Fn::RefAll':
        if (typeof argument !== 'string')
          throw functionError('every Fn::RefAll object must have a single String value.')
        return this.#facts.refAll(argument)
      case 'Fn::ValueOf': {
        const [name_, attribute] = this.#pair(name, argument)
        return this.#attribute(name_, attribute)
      }
      case 'Fn::ValueOfAll': {
        const [kind, attribute] = this.#pair(name, argument)
        if (typeof kind !== 'string' || typeof attribute !== 'string') throw pairError(name)
        return this.#facts.refAll(kind).map((value) => this.#facts.valueOf(kind, value, attribute) ?? '')
      }
      case 'Ref': {
        const value = typeof argument === 'string' ? namedValue(argument, this.#context) : undefined
        if (value === undefined)
          throw functionError(
            `Unresolved dependencies [${textOf(argument)}]. Cannot reference resources in the Rules block of the template`,
          )
        return value
      }
      default:
        throw functionError(`${name} is not supported in the Rules block of the template`)
    }
  }

  #plain(value: Json): Json {
    if (isList(value)) return value.map((item) => this.#plain(item))
    const call = isObject(value) ? callOf(value) : undefined
    if (call) return this.#call(call.name, call.argument)
    return textOf(value) ?? value
  }

  #texts(value: Json): readonly string[] {
    const list = this.#plain(value)
    if (!isList(list)) throw functionError('Rule functions on lists need a list of strings')
    return list.map((item) => textOf(item) ?? '')
  }

  #pair(name: string, argument: Json): readonly [Json, Json] {
    const [first, second, ...more] = isList(argument) ? argument : []
    if (first === undefined || second === undefined || more.length > 0) throw pairError(name)
    return [first, second]
  }

  #attribute(parameter: Json, attribute: Json): Json {
    const declared = typeof parameter === 'string' ? this.#template.parameters.get(parameter) : undefined
    const kind = declared && parameterType(declared.type)?.resourceKind
    if (typeof parameter !== 'string' || typeof attribute !== 'string' || kind === undefined)
      throw pairError('Fn::ValueOf')
    const value = namedValue(parameter, this.#context)
    if (!isList(value)) return this.#facts.valueOf(kind, textOf(value) ?? '', attribute) ?? ''
    return value.map((item) => this.#facts.valueOf(kind, textOf(item) ?? '', attribute) ?? '')
  }
}

function pairError(name: string): TemplateError {
  return functionError(`${name} requires a list argument with two elements`)
}
