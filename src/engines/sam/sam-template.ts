import { InvalidDocument, InvalidTemplate } from './errors.ts'
import { keysOf } from './python/memory.ts'
import { type Dict, isDict, isTruthy } from './python/values.ts'

/** Types of resources that plug-ins look at. Connectors and GraphQL APIs are none of them. */
const known = new Set([
  'AWS::Serverless::Api',
  'AWS::Serverless::Function',
  'AWS::Serverless::WebFunction',
  'AWS::Serverless::SimpleTable',
  'AWS::Serverless::Application',
  'AWS::Serverless::LayerVersion',
  'AWS::Serverless::HttpApi',
  'AWS::Serverless::WebSocketApi',
  'AWS::Serverless::StateMachine',
  'AWS::Serverless::CapacityProvider',
  'AWS::Serverless::MicrovmImage',
  'AWS::Serverless::NetworkConnector',
])

/** Whether a resource is one of SAM's that plug-ins look at. @throws InvalidDocument when its Condition is no text */
export function isSamResource(resource: Dict): boolean {
  if (isTruthy(resource.Condition) && typeof resource.Condition !== 'string')
    throw new InvalidDocument([new InvalidTemplate('Every Condition member must be a string.')])
  return typeof resource.Type === 'string' && known.has(resource.Type)
}

/**
 * The SAM resources of a template in its order, of the given types if such are given.
 * @throws InvalidDocument when some resource's Condition is no text
 */
export function* samResources(
  template: Dict,
  types?: readonly string[],
): Generator<[id: string, resource: Dict]> {
  const resources = template.Resources as Dict
  for (const id of keysOf(resources)) {
    const resource = resources[id]
    if (!isDict(resource) || !isSamResource(resource)) continue
    if (types === undefined || types.includes(resource.Type as string)) yield [id, resource]
  }
}
