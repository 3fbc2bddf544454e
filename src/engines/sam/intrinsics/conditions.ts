import type { Dict } from '../python/values.ts'

/** Conditions that one Fn::Or may have. Source: CloudFormation, "Condition functions", Fn::Or. */
const orMax = 10

/**
 * Conditions of which the one called `name` holds when any of the given ones does. More than ten need several steps:
 * `name1`, `name2`, ... for all but the last.
 * @returns nothing for fewer than two conditions
 */
export function combinedConditions(conditions: readonly string[], name: string): Dict {
  const combined: Dict = {}
  if (conditions.length < 2) return combined
  let left = [...conditions]
  let step = Math.floor((left.length - 2) / (orMax - 1))
  while (left.length > 1) {
    const stepName = step > 0 ? `${name}${step}` : name
    step -= 1
    combined[stepName] = { 'Fn::Or': left.slice(0, orMax).map((condition) => ({ Condition: condition })) }
    left = [...left.slice(orMax), stepName]
  }
  return combined
}
