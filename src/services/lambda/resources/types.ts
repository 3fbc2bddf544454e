import type { ResourceTypeTable } from '../../../dispatch/index.ts'

/** The CloudFormation resource types of Lambda. */
export const resourceTypes: ResourceTypeTable = {
  'AWS::Lambda::Alias': async () => (await import('./alias.ts')).alias,
  'AWS::Lambda::CapacityProvider': async () => (await import('./capacity-provider.ts')).capacityProvider,
  'AWS::Lambda::CodeSigningConfig': async () => (await import('./code-signing-config.ts')).codeSigningConfig,
  'AWS::Lambda::EventInvokeConfig': async () => (await import('./event-invoke-config.ts')).eventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': async () =>
    (await import('./event-source-mapping.ts')).eventSourceMapping,
  'AWS::Lambda::Function': async () => (await import('./function.ts')).lambdaFunction,
  'AWS::Lambda::LayerVersion': async () => (await import('./layer-version.ts')).layerVersion,
  'AWS::Lambda::LayerVersionPermission': async () =>
    (await import('./layer-version-permission.ts')).layerVersionPermission,
  'AWS::Lambda::Permission': async () => (await import('./permission.ts')).permission,
  'AWS::Lambda::ResourcePolicy': async () => (await import('./resource-policy.ts')).resourcePolicy,
  'AWS::Lambda::Url': async () => (await import('./url.ts')).url,
  'AWS::Lambda::Version': async () => (await import('./version.ts')).version,
}
