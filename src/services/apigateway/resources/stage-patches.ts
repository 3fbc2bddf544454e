/** Settings of stages as patches: of AWS::ApiGateway::Stage, and of the stage that a deployment describes. */
import type { PatchOperation } from '@aws-sdk/client-api-gateway'
import { type Json, type JsonObject, sameJson } from '../../../base/json.ts'
import type { ResourceProperties } from '../../../dispatch/index.ts'
import { mapPatches, pathPart, textOf, valuePatches } from './patching.ts'

/** The paths of a method's settings, by property. */
const settingPaths: Readonly<Record<string, string>> = {
  MetricsEnabled: 'metrics/enabled',
  DataTraceEnabled: 'logging/dataTrace',
  LoggingLevel: 'logging/loglevel',
  ThrottlingBurstLimit: 'throttling/burstLimit',
  ThrottlingRateLimit: 'throttling/rateLimit',
  CachingEnabled: 'caching/enabled',
  CacheTtlInSeconds: 'caching/ttlInSeconds',
  CacheDataEncrypted: 'caching/dataEncrypted',
}

/** The settings of a stage but for its deployment and its canary's. */
export function stagePatches(previous: ResourceProperties, next: ResourceProperties): PatchOperation[] {
  return [
    ...valuePatches(previous, next, {
      Description: '/description',
      DocumentationVersion: '/documentationVersion',
      CacheClusterEnabled: ['/cacheClusterEnabled', 'false'],
      TracingEnabled: ['/tracingEnabled', 'false'],
    }),
    ...(next.CacheClusterSize === undefined
      ? []
      : valuePatches(previous, next, { CacheClusterSize: '/cacheClusterSize' })),
    ...certificatePatches(previous.ClientCertificateId, next.ClientCertificateId),
    ...mapPatches(previous.Variables, next.Variables, '/variables'),
    ...accessLogPatches(previous.AccessLogSetting, next.AccessLogSetting),
    ...canaryPatches(previous.CanarySetting, next.CanarySetting),
    ...methodPatches(previous.MethodSettings, next.MethodSettings),
  ]
}

function certificatePatches(before: Json | undefined, after: Json | undefined): PatchOperation[] {
  if (sameJson(before, after)) return []
  const path = '/clientCertificateId'
  return after ? [{ op: 'replace', path, value: textOf(after) }] : [{ op: 'remove', path }]
}

function accessLogPatches(before: Json | undefined, after: Json | undefined): PatchOperation[] {
  if (sameJson(before, after)) return []
  if (after === undefined || after === null) return [{ op: 'remove', path: '/accessLogSettings' }]
  const { DestinationArn, Format } = after as JsonObject
  return [
    ...(DestinationArn === undefined || DestinationArn === null
      ? []
      : [
          {
            op: 'replace',
            path: '/accessLogSettings/destinationArn',
            value: textOf(DestinationArn),
          } as const,
        ]),
    ...(Format === undefined || Format === null
      ? []
      : [{ op: 'replace', path: '/accessLogSettings/format', value: textOf(Format) } as const]),
  ]
}

function canaryPatches(before: Json | undefined, after: Json | undefined): PatchOperation[] {
  if (sameJson(before, after)) return []
  if (after === undefined || after === null) return [{ op: 'remove', path: '/canarySettings' }]
  const was = (before ?? {}) as JsonObject
  const is = after as JsonObject
  return [
    ...valuePatches(was as ResourceProperties, is as ResourceProperties, {
      PercentTraffic: ['/canarySettings/percentTraffic', '0'],
      UseStageCache: ['/canarySettings/useStageCache', 'false'],
    }),
    ...(is.DeploymentId === undefined
      ? []
      : valuePatches(was as ResourceProperties, is as ResourceProperties, {
          DeploymentId: '/canarySettings/deploymentId',
        })),
    ...mapPatches(
      was.StageVariableOverrides,
      is.StageVariableOverrides,
      '/canarySettings/stageVariableOverrides',
    ),
  ]
}

/** Settings of methods by the beginning of their paths. */
function settingsOf(given: Json | undefined): ReadonlyMap<string, JsonObject> {
  return new Map(
    ((given ?? []) as readonly JsonObject[]).map(({ HttpMethod, ResourcePath, ...settings }) => [
      `/${resourcePart(String(ResourcePath ?? '/*'))}/${String(HttpMethod ?? '*')}`,
      settings as JsonObject,
    ]),
  )
}

/** `/*` stands for all; others come with their slashes as they are, or as `~1`. */
function resourcePart(path: string): string {
  if (path === '/*' || path === '*') return '*'
  return pathPart(path.replaceAll('~1', '/').replace(/^\/\//, '/'))
}

function methodPatches(before: Json | undefined, after: Json | undefined): PatchOperation[] {
  const was = settingsOf(before)
  const is = settingsOf(after)
  const gone = [...was.keys()].filter((path) => !is.has(path))
  return [
    ...gone.map((path): PatchOperation => ({ op: 'remove', path })),
    ...[...is].flatMap(([path, settings]) => {
      const old = was.get(path) ?? {}
      const left = Object.keys(old).filter((name) => settings[name] === undefined)
      return [
        ...left.flatMap((name): PatchOperation[] =>
          settingPaths[name] === undefined ? [] : [{ op: 'remove', path: `${path}/${settingPaths[name]}` }],
        ),
        ...Object.entries(settings).flatMap(([name, value]): PatchOperation[] => {
          const end = settingPaths[name]
          if (end === undefined || value === undefined || value === null || sameJson(old[name], value))
            return []
          return [{ op: 'replace', path: `${path}/${end}`, value: textOf(value) }]
        }),
      ]
    }),
  ]
}
