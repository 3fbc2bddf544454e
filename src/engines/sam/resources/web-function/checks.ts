import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { isIntrinsic } from '../../intrinsics/build.ts'
import { isInteger } from '../../model/properties.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { entriesOf } from '../../python/memory.ts'
import { pythonText } from '../../python/text.ts'
import { isDict, isTruthy, type Value } from '../../python/values.ts'

const modes = "['LatestRevision', 'Disabled']"

/** What the properties of a web function must be, each and together. @throws InvalidResource */
export function checkWebFunction(resource: SamResource, context: Context): void {
  const fault = (sentence: string) => new InvalidResource(resource.logicalId, sentence)
  const resolved = (name: string, otherwise: string): Value => {
    const value = context.resolveParameters(resource.get(name))
    return isTruthy(value) ? value : otherwise
  }
  const mode = resolved('AutoDeploymentMode', 'LatestRevision')
  if (isIntrinsic(mode)) {
    throw fault(
      `'AutoDeploymentMode' must resolve to one of ${modes} at transform time; unresolved intrinsic functions are not supported because it is not passed through to CloudFormation.`,
    )
  }
  if (mode !== 'LatestRevision' && mode !== 'Disabled') {
    throw fault(`'AutoDeploymentMode' must be one of ${modes}, got '${pythonText(mode)}'.`)
  }
  if (!isTruthy(resource.get('AuthType'))) {
    throw fault(
      "'AuthType' is required. Specify 'IamAuth' (Lambda authorizes requests with SigV4/IAM) or 'ApplicationManaged' (the endpoint is public and your function handles authorization).",
    )
  }
  const type = resolved('EndpointType', 'HomeRegion')
  const regional = type === 'MultiRegion' || type === 'PerRegion'
  const weights = resource.get('RevisionWeights')
  if (mode === 'LatestRevision' && isTruthy(weights)) {
    throw fault("'RevisionWeights' cannot be specified when 'AutoDeploymentMode' is 'LatestRevision'.")
  }
  if (regional && mode !== 'Disabled') {
    throw fault(`'AutoDeploymentMode' must be 'Disabled' when 'EndpointType' is '${type}'.`)
  }
  if (mode === 'Disabled' && !regional && !isTruthy(weights)) {
    throw fault(
      "'RevisionWeights' must be specified when 'AutoDeploymentMode' is 'Disabled'. Set 'AutoDeploymentMode' to 'LatestRevision' to route all traffic to the latest revision.",
    )
  }
  const timeout = resource.get('Timeout')
  if (timeout !== null && isInteger(timeout) && (Number(timeout) < 3 || Number(timeout) > 900)) {
    throw fault("'Timeout' must be an integer between 3 and 900.")
  }
  if (isTruthy(weights)) checkWeights(weights, fault)
  checkEnvironment(resource.get('EnvironmentVariables'), fault)
  const connector = resource.get('EgressNetworkConnectorArn')
  const versioned = /^arn:[^:]+:lambda:[^:]*:[^:]*:network-connector:[^:]+:[^:]+$/
  if (typeof connector === 'string' && !versioned.test(connector)) {
    throw fault(
      "'EgressNetworkConnectorArn' must be a version-qualified network-connector ARN (ending in ':<version>', e.g. the connector's LatestVersionArn).",
    )
  }
}

type Fault = (sentence: string) => InvalidResource

function checkWeights(weights: Value, fault: Fault): void {
  if (!isDict(weights)) {
    throw fault('\'RevisionWeights\' must be a map of revision IDs to weights (e.g., {"rev-id": 100}).')
  }
  if (isIntrinsic(weights)) {
    throw fault(
      '\'RevisionWeights\' does not support top-level intrinsic functions; provide a map of revision IDs to weights (e.g., {"rev-id": 100}). Intrinsic functions may be used for individual weight values.',
    )
  }
  const values = entriesOf(weights).map(([, weight]) => weight)
  for (const weight of values) {
    if (isIntrinsic(weight)) continue
    if (!isInteger(weight)) throw fault("'RevisionWeights' values must be integers or intrinsic functions.")
    if (Number(weight) < 1 || Number(weight) > 100) {
      throw fault(`'RevisionWeights' values must be between 1 and 100, got ${pythonText(weight)}.`)
    }
  }
  if (values.length > 2) throw fault("'RevisionWeights' supports a maximum of 2 entries.")
  if (!values.every((weight) => isInteger(weight))) return
  const total = values.reduce((sum: number, weight) => sum + Number(weight), 0)
  if (total !== 100) throw fault(`'RevisionWeights' values must sum to 100, got ${total}.`)
}

function checkEnvironment(environment: Value, fault: Fault): void {
  if (!isDict(environment) || isIntrinsic(environment)) return
  for (const [key, value] of entriesOf(environment)) {
    if (!/^[a-zA-Z][a-zA-Z0-9_]*\n?$/.test(key)) {
      throw fault(`Environment variable key '${key}' must match pattern '^[a-zA-Z][a-zA-Z0-9_]*$'.`)
    }
    if (value === '') throw fault(`Environment variable '${key}' value must not be empty.`)
    if (typeof value === 'string' && [...value].length > 4096) {
      throw fault(`Environment variable '${key}' value exceeds maximum length of 4096 characters.`)
    }
  }
}
