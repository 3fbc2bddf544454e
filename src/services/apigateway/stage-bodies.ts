/** Stages as they are kept. Source: API Reference, CreateStage. */
import type { Stage } from '@aws-sdk/client-api-gateway'
import type { JsonObject } from '../../base/json.ts'
import { bodyOf, unlessEmpty } from './bodies.ts'
import { badRequest } from './errors.ts'

const cacheSizes = ['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237']
const variableName = /^[A-Za-z0-9_]+$/
const variableValue = /^[A-Za-z0-9\-._~:/?#&=,]*$/

/** Fails with BadRequestException. */
export function checkStageName(name: string): void {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(name)) throw badRequest('Stage name only allows a-zA-Z0-9_-')
}

/** A stage with its cache as its settings say: what is asked for is there at once. Fails with BadRequestException. */
export function withCache(stage: Stage): Stage {
  const { cacheClusterSize, ...rest } = stage
  const enabled = stage.cacheClusterEnabled ?? false
  if (cacheClusterSize !== undefined && !cacheSizes.includes(cacheClusterSize))
    throw badRequest(`Invalid cache cluster size specified. Valid options are ${cacheSizes.join(', ')}`)
  checkVariables(stage.variables)
  checkVariables(stage.canarySettings?.stageVariableOverrides)
  const percent = stage.canarySettings?.percentTraffic
  if (percent !== undefined && !(percent >= 0 && percent <= 100))
    throw badRequest('Invalid canary settings: percentTraffic must be between 0.0 and 100.0')
  return {
    ...rest,
    cacheClusterEnabled: enabled,
    cacheClusterStatus: enabled ? 'AVAILABLE' : 'NOT_AVAILABLE',
    ...(enabled ? { cacheClusterSize: cacheClusterSize ?? '0.5' } : {}),
  }
}

function checkVariables(variables: Readonly<Record<string, string>> | undefined): void {
  for (const [name, value] of Object.entries(variables ?? {})) {
    if (!variableName.test(name))
      throw badRequest(
        `Invalid stage variable name: ${name}. Variable names can only contain alphanumeric characters and underscores`,
      )
    if (!variableValue.test(value))
      throw badRequest(
        `Invalid stage variable value: ${value}. Please use values with alphanumeric characters and the symbols - . _ ~ : / ? # & = ,`,
      )
  }
}

/** A new stage's body. Fails with BadRequestException. */
export function newStageBody(given: Stage): JsonObject {
  return bodyOf(
    withCache({
      ...given,
      description: given.description || undefined,
      methodSettings: {},
      tracingEnabled: given.tracingEnabled ?? false,
      variables: unlessEmpty(given.variables),
      tags: unlessEmpty(given.tags),
    }),
  )
}
