import { ref } from '../intrinsics/build.ts'
import { attribute, type ResourceKind } from '../model/resource.ts'

/** AWS::Lambda::Function. */
export const lambdaFunction: ResourceKind = {
  type: 'AWS::Lambda::Function',
  tags: true,
  name: ref,
  arn: attribute('Arn'),
}
/** AWS::Lambda::Version. */
export const lambdaVersion: ResourceKind = { type: 'AWS::Lambda::Version', arn: ref }
/** AWS::Lambda::Alias. It has no name of its own that others could use. */
export const lambdaAlias: ResourceKind = { type: 'AWS::Lambda::Alias', arn: ref }
/** AWS::Lambda::Permission. */
export const lambdaPermission: ResourceKind = { type: 'AWS::Lambda::Permission' }
/** AWS::Lambda::EventSourceMapping. */
export const lambdaEventSourceMapping: ResourceKind = { type: 'AWS::Lambda::EventSourceMapping', name: ref }
/** AWS::Lambda::EventInvokeConfig. */
export const lambdaEventInvokeConfig: ResourceKind = { type: 'AWS::Lambda::EventInvokeConfig' }
/** AWS::Lambda::LayerVersion. */
export const lambdaLayerVersion: ResourceKind = {
  type: 'AWS::Lambda::LayerVersion',
  name: ref,
  arn: attribute('Arn'),
}
/** AWS::Lambda::Url. */
export const lambdaUrl: ResourceKind = { type: 'AWS::Lambda::Url' }
