import { getAtt, ref } from '../intrinsics/build.ts'
import { attribute, type ResourceKind } from '../model/resource.ts'
import type { Value } from '../python/values.ts'

/** AWS::Lambda::CapacityProvider. */
export const lambdaCapacityProvider: ResourceKind = {
  type: 'AWS::Lambda::CapacityProvider',
  tags: true,
  name: ref,
  arn: attribute('Arn'),
}
/** AWS::Lambda::NetworkConnector. */
export const lambdaNetworkConnector: ResourceKind = { type: 'AWS::Lambda::NetworkConnector', tags: true }
/** AWS::Lambda::MicrovmImage. */
export const lambdaMicrovmImage: ResourceKind = { type: 'AWS::Lambda::MicrovmImage', tags: true }
/** AWS::Lambda::WebFunction. */
export const lambdaWebFunction: ResourceKind = { type: 'AWS::Lambda::WebFunction', tags: true }
/** AWS::Lambda::WebFunctionRevision. */
export const lambdaWebFunctionRevision: ResourceKind = { type: 'AWS::Lambda::WebFunctionRevision' }
/** AWS::Lambda::WebFunctionEndpoint. */
export const lambdaWebFunctionEndpoint: ResourceKind = { type: 'AWS::Lambda::WebFunctionEndpoint' }

/** The id that a revision of a web function gets. */
export function revisionIdOf(logicalId: string): Value {
  return getAtt(logicalId, 'RevisionId')
}
