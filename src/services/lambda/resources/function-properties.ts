import type { FunctionConfiguration, GetFunctionResponse } from '@aws-sdk/client-lambda'
import type { Json, JsonObject } from '../../../base/json.ts'
import { changed, definite, type ResourceInput, type ResourceProperties } from '../../../dispatch/index.ts'

/** Properties that are settings of the function, and what holds when a template takes them away again. */
const settingDefaults: Readonly<Record<string, Json>> = {
  DeadLetterConfig: { TargetArn: '' },
  Description: '',
  DurableConfig: {},
  Environment: { Variables: {} },
  EphemeralStorage: { Size: 512 },
  FileSystemConfigs: [],
  Handler: '',
  ImageConfig: {},
  KmsKeyArn: '',
  Layers: [],
  LoggingConfig: { LogFormat: 'Text' },
  MemorySize: 128,
  Role: '',
  Runtime: '',
  SnapStart: { ApplyOn: 'None' },
  Timeout: 3,
  TracingConfig: { Mode: 'PassThrough' },
  VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
}

/** Properties that only creation takes, beside the settings. */
const creationOnly = ['Architectures', 'CapacityProviderConfig', 'CodeSigningConfigArn', 'TenancyConfig']

/** What CreateFunction is asked beside name, code and tags. */
export function creationInput(properties: ResourceProperties): ResourceInput {
  const names = [...Object.keys(settingDefaults), ...creationOnly]
  const code = properties.Code as JsonObject | undefined
  return {
    ...inputOf(names, (name) => properties[name]),
    PackageType: properties.PackageType ?? (code?.ImageUri === undefined ? 'Zip' : 'Image'),
    ...(String(properties.PublishToLatestPublished) === 'true' ? { PublishTo: 'LATEST_PUBLISHED' } : {}),
  }
}

/** What UpdateFunctionConfiguration is asked, or nothing when no setting differs. */
export function settingsChange(
  previous: ResourceProperties,
  next: ResourceProperties,
  functionName: string,
): ResourceInput | undefined {
  const names = Object.keys(settingDefaults).filter((name) => changed(previous, next, name))
  if (names.length === 0) return undefined
  return inputOf(names, (name) => {
    if (name === 'LoggingConfig' && next[name] !== undefined)
      return { LogFormat: 'Text', LogGroup: `/aws/lambda/${functionName}`, ...(next[name] as JsonObject) }
    return (
      next[name] ??
      (name === 'LoggingConfig'
        ? { LogFormat: 'Text', LogGroup: `/aws/lambda/${functionName}` }
        : settingDefaults[name])
    )
  })
}

function inputOf(names: readonly string[], valueFor: (name: string) => Json | undefined): ResourceInput {
  return Object.fromEntries(names.map((name) => [name === 'KmsKeyArn' ? 'KMSKeyArn' : name, valueFor(name)]))
}

/** The properties of a function as it is; code cannot be read. */
export function functionProperties(answer: GetFunctionResponse): Record<string, Json> {
  const { Configuration = {}, Concurrency, Tags } = answer
  const config: FunctionConfiguration = Configuration
  const { VpcConfig: vpc, ImageConfigResponse, Layers, Environment, SnapStart } = config
  return definite({
    FunctionName: config.FunctionName,
    Architectures: config.Architectures,
    DeadLetterConfig: config.DeadLetterConfig?.TargetArn ? config.DeadLetterConfig : undefined,
    Description: config.Description,
    DurableConfig: config.DurableConfig,
    Environment: Environment?.Variables && { Variables: Environment.Variables },
    EphemeralStorage: config.EphemeralStorage,
    FileSystemConfigs: config.FileSystemConfigs,
    Handler: config.Handler,
    ImageConfig: ImageConfigResponse?.ImageConfig,
    KmsKeyArn: config.KMSKeyArn,
    Layers: Layers?.map(({ Arn }) => Arn ?? ''),
    LoggingConfig: config.LoggingConfig,
    MemorySize: config.MemorySize,
    PackageType: config.PackageType,
    ReservedConcurrentExecutions: Concurrency?.ReservedConcurrentExecutions,
    Role: config.Role,
    Runtime: config.Runtime,
    SnapStart: SnapStart?.ApplyOn && { ApplyOn: SnapStart.ApplyOn },
    Tags: Tags && Object.entries(Tags).map(([Key, Value]) => ({ Key, Value })),
    TenancyConfig: config.TenancyConfig,
    Timeout: config.Timeout,
    TracingConfig: config.TracingConfig,
    VpcConfig: vpc?.SubnetIds?.length
      ? { SubnetIds: vpc.SubnetIds, SecurityGroupIds: vpc.SecurityGroupIds ?? [] }
      : undefined,
  })
}

/** What `Fn::GetAtt` gives of a function. */
export function functionAttributes({
  FunctionArn = '',
  SnapStart,
}: FunctionConfiguration): Record<string, Json> {
  const response = {
    ApplyOn: SnapStart?.ApplyOn ?? 'None',
    OptimizationStatus: SnapStart?.OptimizationStatus ?? 'Off',
  }
  return {
    Arn: FunctionArn,
    SnapStartResponse: response,
    'SnapStartResponse.ApplyOn': response.ApplyOn,
    'SnapStartResponse.OptimizationStatus': response.OptimizationStatus,
  }
}
