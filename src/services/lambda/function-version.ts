import type { CodeReference, FunctionVersion } from '../../compute/index.ts'
import { functionArn, latest } from './domain/names.ts'
import type { Code, FunctionRecord, Version } from './records.ts'

/** A version in the words of the compute room. */
export function functionVersionOf(record: FunctionRecord, version: Version): FunctionVersion {
  const { accountId, region, name } = record
  const { settings } = version
  const { runtime, handler, image, durable, logging } = settings
  return {
    key: version.environmentKey,
    accountId,
    region,
    functionName: name,
    version: version.version,
    functionArn: functionArn(record),
    ...(runtime === undefined ? {} : { runtime }),
    ...(handler === undefined ? {} : { handler }),
    code: codeReference(version.code, version.architecture),
    layers: settings.layers.map(({ sha256 }) => ({ kind: 'zip', sha256 })),
    ...(image === undefined ? {} : { image }),
    architecture: version.architecture,
    memoryMb: settings.memoryMb,
    timeoutMs: settings.timeoutSeconds * 1000,
    ephemeralStorageMb: settings.ephemeralStorageMb,
    environment: settings.environment ?? {},
    roleArn: settings.roleArn,
    logging,
    tracing: settings.tracing,
    snapStart: settings.snapStart === 'PublishedVersions' && version.version !== latest,
    tenantIsolation: settings.tenantIsolation !== undefined,
    ...(durable === undefined
      ? {}
      : {
          durable: {
            executionTimeoutSeconds: durable.executionTimeoutSeconds,
            retentionDays: durable.retentionDays,
          },
        }),
  }
}

function codeReference(code: Code, architecture: Version['architecture']): CodeReference {
  if (code.kind === 'zip') return { kind: 'zip', sha256: code.sha256 }
  if (code.kind === 'folder') return { kind: 'folder', path: code.path }
  return { kind: 'image', digest: code.digest, uri: code.resolvedImageUri, architecture }
}
