/**
 * Patches of stages: the stage's own settings, those of its canary, and those of its methods, which lie at
 * `/{resource path}/{method}/{setting}` with the slashes of the resource's path as `~1`, or at a path of two asterisks for all methods.
 * Source: API Reference, "Patch Operations", UpdateStage.
 */
import type { PatchOperation } from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../../base/json.ts'
import { badRequest } from '../errors.ts'
import {
  entry,
  flag,
  memberAt,
  number,
  type PatchTable,
  patched,
  patchParts,
  text,
  withMember,
} from './patch.ts'

const ownPaths: PatchTable = {
  style: 'path',
  paths: [
    text('/deploymentId'),
    text('/description'),
    text('/documentationVersion'),
    flag('/cacheClusterEnabled'),
    text('/cacheClusterSize'),
    text('/clientCertificateId', ['replace', 'remove']),
    flag('/tracingEnabled'),
    text('/accessLogSettings', ['remove']),
    text('/accessLogSettings/destinationArn', ['add', 'replace', 'remove']),
    text('/accessLogSettings/format', ['add', 'replace', 'remove']),
    entry('variables'),
    text('/webAclArn'),
    text('/canarySettings', ['remove']),
    number('/canarySettings/percentTraffic'),
    flag('/canarySettings/useStageCache'),
    text('/canarySettings/deploymentId'),
    {
      ...entry('canarySettings/stageVariableOverrides'),
      ops: ['add', 'replace', 'remove'],
    },
  ],
}

/** The settings of methods, by the end of their paths. */
const settings: Readonly<
  Record<string, { readonly member: string; readonly read: (value: string | undefined) => Json | undefined }>
> = {
  'metrics/enabled': { member: 'metricsEnabled', read: truth },
  'logging/dataTrace': { member: 'dataTraceEnabled', read: truth },
  'logging/loglevel': { member: 'loggingLevel', read: oneOf('logging level', ['OFF', 'ERROR', 'INFO']) },
  'throttling/burstLimit': { member: 'throttlingBurstLimit', read: amount },
  'throttling/rateLimit': { member: 'throttlingRateLimit', read: amount },
  'caching/enabled': { member: 'cachingEnabled', read: truth },
  'caching/ttlInSeconds': { member: 'cacheTtlInSeconds', read: ttl },
  'caching/dataEncrypted': { member: 'cacheDataEncrypted', read: truth },
  'caching/requireAuthorizationForCacheControl': {
    member: 'requireAuthorizationForCacheControl',
    read: truth,
  },
  'caching/unauthorizedCacheControlHeaderStrategy': {
    member: 'unauthorizedCacheControlHeaderStrategy',
    read: oneOf('unauthorized cache control header strategy', [
      'FAIL_WITH_403',
      'SUCCEED_WITH_RESPONSE_HEADER',
      'SUCCEED_WITHOUT_RESPONSE_HEADER',
    ]),
  },
}

/** What a method's settings are before any is set. Source: answers of AWS. */
export const usualMethodSettings: JsonObject = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
}

const methods = ['*', 'GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY']

/** A stage's body with patches applied. Fails with BadRequestException. */
export function patchedStage(
  body: JsonObject,
  operations: readonly PatchOperation[] | undefined,
): JsonObject {
  return (operations ?? []).reduce(applyOne, body)
}

function applyOne(body: JsonObject, operation: PatchOperation): JsonObject {
  const { op, path } = operation ?? {}
  if (path === undefined) throw badRequest('Invalid patch path null')
  if (op === 'copy') return copied(body, operation)
  if (op !== 'add' && op !== 'replace' && op !== 'remove')
    throw badRequest('Invalid patch operation specified. Must be one of: [add, remove, replace, copy]')
  const parts = patchParts(path)
  if (isOwn(parts, op)) return ofCanary(patched(ownPaths, body, [operation]), path, op)
  if (op === 'add') throw badRequest(`Invalid add operation with path: ${path}`)
  return op === 'remove' ? withoutSetting(body, path) : withSetting(body, path, operation.value)
}

function isOwn(parts: readonly string[], op: string): boolean {
  return ownPaths.paths.some(({ path, ops }) => {
    const wanted = path.slice(1).split('/')
    return (
      wanted.length === parts.length &&
      wanted.every((part, index) => part === parts[index] || (part.startsWith('{') && parts[index] !== '')) &&
      ops.some((taken) => taken === op)
    )
  })
}

/** A canary that comes to be has a deployment (the stage's), no traffic and no cache of its own. Source: answers of AWS. */
function ofCanary(body: JsonObject, path: string, op: string): JsonObject {
  if (!path.startsWith('/canarySettings/') || op === 'remove') return body
  const { deploymentId = null } = body
  return {
    ...body,
    canarySettings: {
      percentTraffic: 0,
      useStageCache: false,
      ...(deploymentId === null ? {} : { deploymentId }),
      ...(body.canarySettings as JsonObject),
    },
  }
}

/** Source: Developer Guide, "Promote a canary release": the canary's deployment and variables become the stage's. */
function copied(body: JsonObject, { from = '', path = '' }: PatchOperation): JsonObject {
  const known: Readonly<Record<string, string>> = {
    '/deploymentId': '/canarySettings/deploymentId',
    '/variables': '/canarySettings/stageVariableOverrides',
  }
  if (known[path] !== from) throw badRequest(`Invalid copy operation with path: ${path} and from ${from}`)
  const value = memberAt(body, from)
  if (path === '/variables')
    return withMember(body, path, { ...(body.variables as JsonObject), ...((value ?? {}) as JsonObject) })
  if (value === undefined) throw badRequest(`Invalid copy operation with path: ${path} and from ${from}`)
  return withMember(body, path, value)
}

interface SettingPath {
  readonly key: string
  /** Absent: all settings of the method are meant. */
  readonly setting?: string
}

/**
 * Settings are kept under the path and method as the patch names them, slashes as `~1` among them. Source: AWS CLI Command Reference,
 * get-stage, whose example has `~1resource~1subresource/POST`.
 */
function settingPath(path: string): SettingPath | undefined {
  const parts = path.slice(1).split('/')
  // A resource's path may come with its slashes as they are, as tools write it.
  const at = parts.findIndex((part, index) => index > 0 && methods.includes(part))
  if (!path.startsWith('/') || at < 1) return undefined
  const key = parts.slice(0, at + 1).join('/')
  const rest = parts.slice(at + 1).join('/')
  if (rest === '') return { key }
  return Object.hasOwn(settings, rest) ? { key, setting: rest } : undefined
}

function withSetting(body: JsonObject, path: string, value: string | undefined): JsonObject {
  const found = settingPath(path)
  const setting = found?.setting === undefined ? undefined : settings[found.setting]
  if (!found || !setting) throw badRequest(`Invalid method setting path: ${path}. Must be one of: [${paths}]`)
  const all = (body.methodSettings ?? {}) as JsonObject
  const own = (all[found.key] ?? usualMethodSettings) as JsonObject
  const read = setting.read(value)
  const next = withMember(own, `/${setting.member}`, read)
  return { ...body, methodSettings: { ...all, [found.key]: next } }
}

function withoutSetting(body: JsonObject, path: string): JsonObject {
  const found = settingPath(path)
  const all = (body.methodSettings ?? {}) as JsonObject
  if (!found || !Object.hasOwn(all, found.key))
    throw badRequest(
      `Cannot remove method setting ${path.replace(/^\//, '')} because there is no method setting for this method `,
    )
  if (found.setting === undefined) {
    const { [found.key]: _gone, ...rest } = all
    return { ...body, methodSettings: rest }
  }
  const member = settings[found.setting]?.member ?? ''
  const usual = usualMethodSettings[member]
  return {
    ...body,
    methodSettings: { ...all, [found.key]: withMember(all[found.key] as JsonObject, `/${member}`, usual) },
  }
}

function truth(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true'
}

function amount(value: string | undefined): number {
  const read = Number(value)
  if (!value || !Number.isFinite(read) || read < -1) throw badRequest('Invalid throttling limit specified')
  return read
}

function ttl(value: string | undefined): number {
  const read = Number(value)
  if (!value || !Number.isInteger(read) || read < 0 || read > 3600)
    throw badRequest('Invalid cache TTL specified, must be between 0 and 3600')
  return read
}

function oneOf(title: string, values: readonly string[]) {
  return (value: string | undefined): string => {
    if (value === undefined || !values.includes(value))
      throw badRequest(`Invalid ${title} specified. Must be one of: [${values.join(', ')}]`)
    return value
  }
}

/** As AWS lists them, commas and all that it leaves out. */
const paths =
  '/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, ' +
  '/accessLogSettings/destinationArn, /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled, ' +
  '/{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, ' +
  '/{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit' +
  '/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, ' +
  '/{resourcePath}/{httpMethod}/caching/dataEncrypted, ' +
  '/{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, ' +
  '/{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, ' +
  '/*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit ' +
  '/*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, ' +
  '/*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, ' +
  '/variables/{variable_name}, /tracingEnabled'
