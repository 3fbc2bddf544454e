import type { Context } from '../../context.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { isTruthy, type Value } from '../../python/values.ts'

/** The function's tracing, unless it is off. */
export function tracingMode(resource: SamResource, context: Context): Value | undefined {
  const given = resource.get('Tracing')
  const resolved = context.resolveParameters(given)
  return isTruthy(given) && resolved !== 'Disabled' ? given : undefined
}
