import type { Condition, PolicyVersion } from './document.ts'
import { findOperator, literal } from './operators.ts'
import type { RequestContext } from './request-context.ts'
import { fillVariables } from './variables.ts'

/** Whether all conditions of a statement are met. Source: IAM User Guide, "Conditions with multiple context keys or values". */
export function conditionsHold(
  conditions: readonly Condition[],
  version: PolicyVersion,
  context: RequestContext,
): boolean {
  return conditions.every((condition) => conditionHolds(condition, version, context))
}

function conditionHolds(condition: Condition, version: PolicyVersion, context: RequestContext): boolean {
  const actual = context.get(condition.key.toLowerCase())
  const present = actual !== undefined && actual.length > 0
  if (condition.operator === 'Null') {
    return condition.values.some((value) => (value.toLowerCase() === 'true') === !present)
  }
  const operator = findOperator(condition.operator)
  if (!operator) return false
  if (!present) {
    if (condition.ifExists || condition.quantifier === 'ForAllValues') return true
    return operator.negated && condition.quantifier === undefined
  }
  const wanted = condition.values.flatMap((value) => {
    const tokens = version === '2012-10-17' ? fillVariables(value, context) : literal(value)
    return tokens === undefined ? [] : [tokens]
  })
  const meets = (value: string) =>
    wanted.some((tokens) => operator.compare(value, tokens)) !== operator.negated
  return condition.quantifier === 'ForAllValues' || (condition.quantifier === undefined && operator.negated)
    ? actual.every(meets)
    : actual.some(meets)
}
