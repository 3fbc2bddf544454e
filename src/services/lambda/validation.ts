import type { ValidationStyle, Violation } from '../../dispatch/index.ts'
import { runtimeRefusal } from './domain/runtimes.ts'
import { invalidParameter, validation as refusal } from './errors.ts'

/**
 * What the model's constraints refuse is a ValidationException in AWS's usual words, with two exceptions: a runtime, and the
 * weights of an alias. Source: observed on AWS, 2023-11-20 and 2024-04-10 (recorded tests of another project).
 */
export const validation: ValidationStyle = {
  refuse: (violations) => {
    const runtime = violations.find(({ path, kind }) => path === 'runtime' && kind === 'enumeration')
    if (runtime && violations.length === 1)
      return invalidParameter(runtimeRefusal(String(runtime.value)) ?? 'The runtime is not supported.')
    const weight = violations.find(({ path }) => path.startsWith('routingConfig.additionalVersionWeights'))
    if (!weight || violations.length > 1) return undefined
    return refusal(weightRefusal(weight))
  },
}

const weightsPath = 'routingConfig.additionalVersionWeights'

function weightRefusal({ path, value, kind }: Violation): string {
  const isKey = kind === 'pattern' || kind === 'length'
  const version = isKey ? String(value) : path.slice(weightsPath.length + 1).replace(/\.member$/, '')
  const shown = isKey ? `{${version}}` : `{${version}=${javaDouble(Number(value))}}`
  const rules = isKey
    ? 'Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+, Member must not be null]'
    : 'Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]'
  return `1 validation error detected: Value '${shown}' at '${weightsPath}' failed to satisfy constraint: ${rules}`
}

function javaDouble(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value)
}
