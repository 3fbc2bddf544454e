import { invalidParameter } from '../errors.ts'
import { latest } from './names.ts'

/** A second version of an alias, and its share of invocations. */
export interface Routing {
  readonly version: string
  /** 0 to 1. */
  readonly weight: number
}

/**
 * What an alias's AdditionalVersionWeights mean; undefined for none. `version` is the alias's own. Fails with
 * InvalidParameterValueException. Source: observed on AWS, 2023-11-20 (recorded tests of another project).
 */
export function readRouting(
  weights: Readonly<Record<string, number>> | undefined,
  version: string,
): Routing | undefined {
  const entries = Object.entries(weights ?? {})
  const [first, second] = entries
  if (second) throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1')
  if (!first) return undefined
  const [other, weight] = first
  if (other === version) {
    throw invalidParameter(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    )
  }
  if (version === latest)
    throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version')
  return { version: other, weight }
}
