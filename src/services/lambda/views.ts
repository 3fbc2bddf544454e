/** Records as answers show them. */
import type * as Api from '@aws-sdk/client-lambda'
import { functionArn, latest } from './domain/names.ts'
import type { AliasRecord, Code, FunctionRecord, Version } from './records.ts'

/**
 * An instant as Lambda writes it: `2026-11-27T01:02:03.004+0000`. Source: API Reference, FunctionConfiguration,
 * `LastModified`. `at`: milliseconds since the epoch.
 */
export function lambdaTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000')
}

/**
 * A version as GetFunctionConfiguration shows it. `qualifier` is what the FunctionArn ends with: null for nothing; absent, a
 * `$LATEST` has none and a published version its number.
 */
export function configurationView(
  record: FunctionRecord,
  version: Version,
  qualifier: string | null | undefined = version.version === latest ? null : version.version,
): Api.FunctionConfiguration {
  return {
    FunctionName: record.name,
    FunctionArn: functionArn(record, qualifier ?? undefined),
    ...settingsView(version),
    ...codeView(version.code),
    ...progressView(version),
    LastModified: lambdaTime(version.modifiedAt),
    Version: version.version,
    RevisionId: version.revisionId,
    Architectures: [version.architecture],
  }
}

/** A version as listings show it: without its progress. Source: API Reference, ListFunctions. */
export function listedView(
  record: FunctionRecord,
  version: Version,
  qualifier: string | null,
): Api.FunctionConfiguration {
  const {
    State: _state,
    StateReason: _reason,
    StateReasonCode: _code,
    LastUpdateStatus: _update,
    LastUpdateStatusReason: _updateReason,
    LastUpdateStatusReasonCode: _updateCode,
    RuntimeVersionConfig: _runtime,
    ...listed
  } = configurationView(record, version, qualifier)
  return listed
}

function settingsView({
  settings,
  version,
  progress,
  runtimeVersionArn,
}: Version): Api.FunctionConfiguration {
  const { runtime, handler, layers, vpc, image, durable, capacityProvider } = settings
  const { fileSystems, kmsKeyArn, deadLetterArn, tenantIsolation, logging } = settings
  const isOptimized =
    settings.snapStart === 'PublishedVersions' && version !== latest && progress.state === 'Active'
  return {
    ...(runtime === undefined ? {} : { Runtime: runtime as Api.Runtime }),
    ...(handler === undefined ? {} : { Handler: handler }),
    Role: settings.roleArn,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    PackageType: settings.packageType,
    EphemeralStorage: { Size: settings.ephemeralStorageMb },
    TracingConfig: { Mode: settings.tracing },
    SnapStart: { ApplyOn: settings.snapStart, OptimizationStatus: isOptimized ? 'On' : 'Off' },
    LoggingConfig: {
      LogFormat: logging.format,
      ...(logging.applicationLevel === undefined ? {} : { ApplicationLogLevel: logging.applicationLevel }),
      ...(logging.systemLevel === undefined ? {} : { SystemLogLevel: logging.systemLevel }),
      LogGroup: logging.group,
    },
    ...(runtimeVersionArn === undefined
      ? {}
      : { RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn } }),
    ...environmentView(settings),
    ...(layers.length === 0
      ? {}
      : { Layers: layers.map(({ arn, bytes }) => ({ Arn: arn, CodeSize: bytes })) }),
    ...(kmsKeyArn === undefined ? {} : { KMSKeyArn: kmsKeyArn }),
    ...(deadLetterArn === undefined ? {} : { DeadLetterConfig: { TargetArn: deadLetterArn } }),
    ...(tenantIsolation === undefined ? {} : { TenancyConfig: { TenantIsolationMode: tenantIsolation } }),
    ...(vpc === undefined
      ? {}
      : {
          VpcConfig: {
            SubnetIds: [...vpc.subnetIds],
            SecurityGroupIds: [...vpc.securityGroupIds],
            VpcId: vpc.subnetIds.length === 0 ? '' : vpc.vpcId,
            Ipv6AllowedForDualStack: vpc.ipv6AllowedForDualStack,
          },
        }),
    ...(fileSystems === undefined
      ? {}
      : {
          FileSystemConfigs: fileSystems.map((one) => ({ Arn: one.arn, LocalMountPath: one.localMountPath })),
        }),
    ...(image === undefined ? {} : { ImageConfigResponse: { ImageConfig: imageView(image) } }),
    ...(durable === undefined
      ? {}
      : {
          DurableConfig: {
            RetentionPeriodInDays: durable.retentionDays,
            ExecutionTimeout: durable.executionTimeoutSeconds,
            ...(durable.kmsKeyArn === undefined ? {} : { KMSKeyArn: durable.kmsKeyArn }),
          },
        }),
    ...(capacityProvider === undefined ? {} : { CapacityProviderConfig: capacityView(capacityProvider) }),
  }
}

function environmentView({
  environment,
  environmentError,
}: Version['settings']): Pick<Api.FunctionConfiguration, 'Environment'> {
  if (environmentError !== undefined) {
    const { code, message } = environmentError
    return { Environment: { Error: { ErrorCode: code, Message: message } } }
  }
  return environment === undefined ? {} : { Environment: { Variables: environment } }
}

function imageView(image: NonNullable<Version['settings']['image']>): Api.ImageConfig {
  const { entryPoint, command, workingDirectory } = image
  return {
    ...(entryPoint === undefined ? {} : { EntryPoint: [...entryPoint] }),
    ...(command === undefined ? {} : { Command: [...command] }),
    ...(workingDirectory === undefined ? {} : { WorkingDirectory: workingDirectory }),
  }
}

function capacityView(
  provider: NonNullable<Version['settings']['capacityProvider']>,
): Api.CapacityProviderConfig {
  const { arn, maxConcurrencyPerEnvironment, memoryGibPerVcpu } = provider
  return {
    LambdaManagedInstancesCapacityProviderConfig: {
      CapacityProviderArn: arn,
      ...(maxConcurrencyPerEnvironment === undefined
        ? {}
        : { PerExecutionEnvironmentMaxConcurrency: maxConcurrencyPerEnvironment }),
      ...(memoryGibPerVcpu === undefined ? {} : { ExecutionEnvironmentMemoryGiBPerVCpu: memoryGibPerVcpu }),
    },
  }
}

function codeView(code: Code): Api.FunctionConfiguration {
  return { CodeSize: code.kind === 'zip' ? code.bytes : 0, CodeSha256: codeSha256(code) }
}

/** As AWS writes it: base64 for zips, hexadecimal for images. A folder, whose content may change, has none. */
export function codeSha256(code: Code): string {
  if (code.kind === 'image') return code.digest.replace(/^sha256:/, '')
  return code.kind === 'folder' ? '' : Buffer.from(code.sha256, 'hex').toString('base64')
}

/** An alias as GetAlias shows it. */
export function aliasView(record: FunctionRecord, alias: AliasRecord): Api.AliasConfiguration {
  const { routing } = alias
  return {
    AliasArn: functionArn(record, alias.alias),
    Name: alias.alias,
    FunctionVersion: alias.version,
    Description: alias.description,
    ...(routing === undefined
      ? {}
      : { RoutingConfig: { AdditionalVersionWeights: { [routing.version]: routing.weight } } }),
    RevisionId: alias.revisionId,
  }
}

function progressView({
  progress,
  signingJobArn,
  signingProfileVersionArn,
}: Version): Api.FunctionConfiguration {
  const { state, stateReason, stateReasonCode } = progress
  const { lastUpdateStatus, lastUpdateStatusReason, lastUpdateStatusReasonCode } = progress
  return {
    State: state,
    ...(stateReason === undefined ? {} : { StateReason: stateReason }),
    ...(stateReasonCode === undefined ? {} : { StateReasonCode: stateReasonCode as Api.StateReasonCode }),
    ...(lastUpdateStatus === undefined ? {} : { LastUpdateStatus: lastUpdateStatus }),
    ...(lastUpdateStatusReason === undefined ? {} : { LastUpdateStatusReason: lastUpdateStatusReason }),
    ...(lastUpdateStatusReasonCode === undefined
      ? {}
      : { LastUpdateStatusReasonCode: lastUpdateStatusReasonCode as Api.LastUpdateStatusReasonCode }),
    ...(signingJobArn === undefined ? {} : { SigningJobArn: signingJobArn }),
    ...(signingProfileVersionArn === undefined ? {} : { SigningProfileVersionArn: signingProfileVersionArn }),
  }
}
