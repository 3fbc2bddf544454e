/** What the settings of a function become by a request, and why some are refused. */
import type * as Api from '@aws-sdk/client-lambda'
import { invalidParameter, notBuilt } from '../errors.ts'
import { environmentBytes, ephemeralStorageMb, memoryMb, timeoutSeconds } from '../limits.ts'
import { environmentRefusal } from './environment.ts'
import { runtimeRefusal, snapStarts } from './runtimes.ts'
import type { LayerUse, Logging, Settings } from './version.ts'

/** The members that creating and changing a function have in common. */
export type SettingsInput = Pick<
  Api.CreateFunctionRequest & Api.UpdateFunctionConfigurationRequest,
  | 'Description'
  | 'Runtime'
  | 'Handler'
  | 'Timeout'
  | 'MemorySize'
  | 'VpcConfig'
  | 'DeadLetterConfig'
  | 'Environment'
  | 'KMSKeyArn'
  | 'TracingConfig'
  | 'FileSystemConfigs'
  | 'ImageConfig'
  | 'EphemeralStorage'
  | 'SnapStart'
  | 'LoggingConfig'
  | 'CapacityProviderConfig'
  | 'DurableConfig'
> & { readonly Role?: string | undefined }

/** What a function has that says nothing of it. `name` is for the log group. */
export function defaultSettings(
  name: string,
  packageType: Settings['packageType'],
  roleArn: string,
): Settings {
  return {
    description: '',
    packageType,
    roleArn,
    memoryMb: memoryMb.default,
    timeoutSeconds: timeoutSeconds.default,
    ephemeralStorageMb: ephemeralStorageMb.default,
    layers: [],
    tracing: 'PassThrough',
    logging: { format: 'Text', group: `/aws/lambda/${name}` },
    snapStart: 'None',
  }
}

/**
 * The settings after a request. `layers`: absent when the request says nothing of them. Fails with
 * InvalidParameterValueException, and NotImplemented for what is not built.
 */
export function applySettings(
  before: Settings,
  input: SettingsInput,
  layers: readonly LayerUse[] | undefined,
): Settings {
  refuseUnbuilt(input)
  const next: Settings = {
    ...before,
    ...given('description', input.Description),
    ...given('roleArn', input.Role),
    ...given('runtime', input.Runtime),
    ...given('handler', input.Handler),
    ...given('timeoutSeconds', input.Timeout),
    ...given('memoryMb', input.MemorySize),
    ...given('ephemeralStorageMb', input.EphemeralStorage?.Size),
    ...given('tracing', input.TracingConfig?.Mode),
    ...given('snapStart', input.SnapStart?.ApplyOn),
    ...given('layers', layers),
    ...(input.LoggingConfig ? { logging: nextLogging(before.logging, input.LoggingConfig) } : {}),
    ...(input.ImageConfig ? { image: nextImage(input.ImageConfig) } : {}),
    ...(input.DurableConfig ? { durable: nextDurable(before, input.DurableConfig) } : {}),
  }
  const settings = withRemovals(next, input)
  check(settings, input)
  return settings
}

function given<Name extends keyof Settings>(
  name: Name,
  value: Settings[Name] | undefined,
): Partial<Settings> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Settings>)
}

/** Members that an empty value takes away. */
function withRemovals(settings: Settings, input: SettingsInput): Settings {
  const { environment, kmsKeyArn, deadLetterArn, vpc, ...rest } = settings
  const nextEnvironment = input.Environment ? input.Environment.Variables : environment
  const nextKey = input.KMSKeyArn ?? kmsKeyArn
  const nextDeadLetter = input.DeadLetterConfig ? input.DeadLetterConfig.TargetArn : deadLetterArn
  const nextVpc = input.VpcConfig ? vpcOf(input.VpcConfig) : vpc
  return {
    ...rest,
    ...(nextEnvironment === undefined ? {} : { environment: nextEnvironment }),
    ...(nextKey ? { kmsKeyArn: nextKey } : {}),
    ...(nextDeadLetter ? { deadLetterArn: nextDeadLetter } : {}),
    ...(nextVpc === undefined ? {} : { vpc: nextVpc }),
  }
}

function vpcOf(vpc: Api.VpcConfig): NonNullable<Settings['vpc']> {
  const { SubnetIds = [], SecurityGroupIds = [], Ipv6AllowedForDualStack = false } = vpc
  if ((SubnetIds.length === 0) !== (SecurityGroupIds.length === 0))
    throw invalidParameter('SubnetIds and SecurityIds must coexist or be both empty list.')
  for (const id of SubnetIds) if (!/^subnet-[0-9a-z]+$/.test(id)) throw wrongId('subnet ID', id)
  for (const id of SecurityGroupIds) if (!/^sg-[0-9a-zA-Z]+$/.test(id)) throw wrongId('security group ID', id)
  return {
    vpcId: '',
    subnetIds: SubnetIds,
    securityGroupIds: SecurityGroupIds,
    ipv6AllowedForDualStack: Ipv6AllowedForDualStack,
  }
}

/** Source: what EC2 answers to Lambda for ids that it does not know; UNVERIFIED for ids that cannot be. */
function wrongId(what: 'subnet ID' | 'security group ID', id: string) {
  const code = what === 'subnet ID' ? 'InvalidSubnetID.NotFound' : 'InvalidGroup.NotFound'
  return invalidParameter(
    `Error occurred while DescribeSubnets. EC2 Error Code: ${code}. EC2 Error Message: The ${what} '${id}' does not exist`,
  )
}

/**
 * The log settings after a request: JSON brings the levels INFO, Text has none. Source: Developer Guide, "Configuring
 * advanced logging controls"; the words of the refusal are UNVERIFIED.
 */
function nextLogging(before: Logging, input: Api.LoggingConfig): Logging {
  const format = input.LogFormat ?? before.format
  const group = input.LogGroup ?? before.group
  if (format === 'Text') {
    if (input.ApplicationLogLevel !== undefined || input.SystemLogLevel !== undefined) {
      throw invalidParameter(
        'ApplicationLogLevel and SystemLogLevel are not supported when LogFormat is set to Text. Remove them from your request or change the LogFormat to JSON and try again.',
      )
    }
    return { format, group }
  }
  return {
    format,
    group,
    applicationLevel: input.ApplicationLogLevel ?? before.applicationLevel ?? 'INFO',
    systemLevel: input.SystemLogLevel ?? before.systemLevel ?? 'INFO',
  }
}

function nextImage(image: Api.ImageConfig): NonNullable<Settings['image']> {
  const { EntryPoint, Command, WorkingDirectory } = image
  return {
    ...(EntryPoint?.length ? { entryPoint: EntryPoint } : {}),
    ...(Command?.length ? { command: Command } : {}),
    ...(WorkingDirectory ? { workingDirectory: WorkingDirectory } : {}),
  }
}

/** Source of the defaults: Developer Guide, "Configure Lambda durable functions" (14 days; 24 hours). */
function nextDurable({ durable }: Settings, input: Api.DurableConfig): NonNullable<Settings['durable']> {
  const kmsKeyArn = input.KMSKeyArn ?? durable?.kmsKeyArn
  return {
    executionTimeoutSeconds: input.ExecutionTimeout ?? durable?.executionTimeoutSeconds ?? 86_400,
    retentionDays: input.RetentionPeriodInDays ?? durable?.retentionDays ?? 14,
    ...(kmsKeyArn ? { kmsKeyArn } : {}),
  }
}

function refuseUnbuilt(input: SettingsInput): void {
  if (input.FileSystemConfigs?.length) throw notBuilt('file systems of functions')
  if (input.DurableConfig?.KMSKeyArn) throw notBuilt('keys of durable executions')
  if (input.CapacityProviderConfig) throw notBuilt('functions on capacity providers')
}

function check(settings: Settings, input: SettingsInput): void {
  const { memoryMb: memory, timeoutSeconds: timeout, ephemeralStorageMb: storage, environment } = settings
  if (memory > memoryMb.max) throw tooMuch('MemorySize', memoryMb.max)
  if (timeout > timeoutSeconds.max) throw tooMuch('Timeout', timeoutSeconds.max)
  if (storage > ephemeralStorageMb.max) throw tooMuch('EphemeralStorage', ephemeralStorageMb.max)
  if (input.Environment && environment) {
    const refusal = environmentRefusal(environment, environmentBytes)
    if (refusal !== undefined) throw invalidParameter(refusal)
  }
  if (input.Runtime !== undefined) {
    const refusal = runtimeRefusal(input.Runtime)
    if (refusal !== undefined) throw invalidParameter(refusal)
  }
  checkPackage(settings, input)
  checkSnapStart(settings)
  checkDeadLetter(settings)
}

/** The accounts that AWS limits further see these words with their own number. */
function tooMuch(member: string, max: number) {
  return invalidParameter(
    `'${member}' value failed to satisfy constraint: Member must have value less than or equal to ${max}`,
  )
}

function checkPackage(settings: Settings, input: SettingsInput): void {
  const { packageType, runtime, handler } = settings
  if (packageType === 'Zip') {
    if (!runtime || !handler) {
      throw invalidParameter(
        'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
      )
    }
    // UNVERIFIED: the words.
    if (input.ImageConfig)
      throw invalidParameter("Please don't provide ImageConfig when the function packageType is Zip.")
    return
  }
  if (runtime !== undefined || handler !== undefined || settings.layers.length > 0) {
    throw invalidParameter(
      "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
    )
  }
}

/** Source: Developer Guide, "Lambda SnapStart", supported features; the second refusal's words are UNVERIFIED. */
function checkSnapStart({ snapStart, runtime, ephemeralStorageMb: storage }: Settings): void {
  if (snapStart === 'None') return
  if (runtime === undefined || !snapStarts(runtime))
    throw invalidParameter(`${runtime ?? 'Image'} is not supported for SnapStart enabled functions.`)
  if (storage > ephemeralStorageMb.default) {
    throw invalidParameter(
      `Ephemeral storage larger than ${ephemeralStorageMb.default} MB is not supported for SnapStart enabled functions.`,
    )
  }
}

function checkDeadLetter({ deadLetterArn }: Settings): void {
  if (deadLetterArn === undefined || /^arn:[^:]+:(?:sqs|sns):[^:]+:\d{12}:[^:]+$/.test(deadLetterArn)) return
  // UNVERIFIED: the words.
  throw invalidParameter(`Unsupported dead letter queue target ARN: ${deadLetterArn}`)
}
