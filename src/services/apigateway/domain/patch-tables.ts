/** The paths that patches of each entity take. Source: API Reference, "Patch Operations". */
import type { Json, JsonObject } from '../../../base/json.ts'
import { badRequest } from '../errors.ts'
import {
  entry,
  flag,
  item,
  listed,
  number,
  type PatchPath,
  type PatchTable,
  patchParts,
  text,
  withMember,
} from './patch.ts'

const noParameter = 'Invalid parameter name specified'
const noContentType = 'Content-Type specified was not found'

export const restApiPatches: PatchTable = {
  style: 'plain',
  paths: [
    text('/name'),
    text('/description'),
    text('/version'),
    text('/policy'),
    text('/apiKeySource'),
    text('/securityPolicy'),
    text('/endpointAccessMode'),
    flag('/disableExecuteApiEndpoint'),
    number(
      '/minimumCompressionSize',
      ['replace'],
      () => 'Invalid minimum compression size, must be between 0 and 10485760',
    ),
    item('binaryMediaTypes'),
    {
      path: '/endpointConfiguration/types/{name}',
      ops: ['replace'],
      apply: ({ body, value }) => withMember(body, '/endpointConfiguration/types', [value ?? '']),
    },
    text('/endpointConfiguration/ipAddressType'),
    listed('endpointConfiguration/vpcEndpointIds', ['add', 'remove'], (value) => value.split(',')),
  ],
}

export const resourcePatches: PatchTable = { style: 'listed', paths: [text('/parentId'), text('/pathPart')] }

export const methodPatches: PatchTable = {
  style: 'plain',
  paths: [
    text('/authorizationType'),
    text('/authorizerId'),
    flag('/apiKeyRequired'),
    text('/operationName'),
    text('/requestValidatorId'),
    entry('requestParameters', { type: 'flag', missingRemoved: noParameter }),
    entry('requestModels', { missingRemoved: noContentType }),
    listed('authorizationScopes', ['add', 'remove'], (value) => value.split(',')),
  ],
}

export const methodResponsePatches: PatchTable = {
  style: 'path',
  paths: [
    entry('responseParameters', { type: 'flag', missing: noParameter }),
    entry('responseModels', { missing: noContentType }),
  ],
}

export const integrationPatches: PatchTable = {
  style: 'plain',
  paths: [
    text('/httpMethod'),
    text('/uri'),
    text('/credentials'),
    text('/connectionId'),
    text('/connectionType'),
    text('/passthroughBehavior'),
    text('/contentHandling'),
    text('/cacheNamespace'),
    text('/responseTransferMode'),
    text('/integrationTarget'),
    number('/timeoutInMillis'),
    flag('/tlsConfig/insecureSkipVerification'),
    entry('requestParameters', { missingRemoved: noParameter }),
    entry('requestTemplates', { missingRemoved: noContentType }),
    item('cacheKeyParameters', ['add', 'remove']),
  ],
}

export const integrationResponsePatches: PatchTable = {
  style: 'plain',
  paths: [
    text('/selectionPattern'),
    text('/contentHandling'),
    entry('responseParameters', { missingRemoved: noParameter }),
    entry('responseTemplates', { missingRemoved: noContentType }),
  ],
}

export const modelPatches: PatchTable = { style: 'listed', paths: [text('/description'), text('/schema')] }

export const requestValidatorPatches: PatchTable = {
  style: 'listed',
  paths: [text('/name'), flag('/validateRequestParameters'), flag('/validateRequestBody')],
}

export const authorizerPatches: PatchTable = {
  style: 'listed',
  paths: [
    text('/name'),
    text('/type'),
    text('/authType'),
    text('/authorizerUri'),
    text('/authorizerCredentials'),
    text('/identitySource'),
    text('/identityValidationExpression'),
    number('/authorizerResultTtlInSeconds'),
    listed('providerARNs'),
  ],
}

export const gatewayResponsePatches: PatchTable = {
  style: 'path',
  paths: [
    text('/statusCode'),
    entry('responseParameters', {
      missing: noParameter,
      noValue: 'Invalid null or empty value in responseParameters',
    }),
    entry('responseTemplates', {
      missing: noContentType,
      noValue: 'Invalid null or empty value in responseTemplates',
    }),
  ],
}

export const deploymentPatches: PatchTable = { style: 'listed', paths: [text('/description')] }

export const documentationPartPatches: PatchTable = { style: 'listed', paths: [text('/properties')] }

export const documentationVersionPatches: PatchTable = { style: 'listed', paths: [text('/description')] }

export const clientCertificatePatches: PatchTable = { style: 'listed', paths: [text('/description')] }

export const vpcLinkPatches: PatchTable = { style: 'listed', paths: [text('/name'), text('/description')] }

export const accountPatches: PatchTable = {
  style: 'listed',
  paths: [text('/cloudwatchRoleArn'), listed('features', ['add'])],
}

export const apiKeyPatches: PatchTable = {
  style: 'listed',
  paths: [
    text('/name'),
    text('/description'),
    flag('/enabled'),
    text('/customerId'),
    {
      ...listed('stageKeys', ['add', 'remove']),
      path: '/stages',
      apply: ({ body, op, value = '' }) => {
        const others = ((body.stageKeys ?? []) as readonly Json[]).filter((known) => known !== value)
        return { ...body, stageKeys: op === 'add' ? [...others, value] : others }
      },
    },
  ],
}

export const basePathMappingPatches: PatchTable = {
  style: 'listed',
  paths: [
    text('/basePath'),
    { ...text('/restApiId'), path: '/restapiId' },
    text('/restApiId'),
    text('/stage', ['replace', 'remove']),
  ],
}

export const domainNamePatches: PatchTable = {
  style: 'listed',
  paths: [
    text('/certificateName'),
    text('/certificateArn'),
    text('/regionalCertificateName'),
    text('/regionalCertificateArn'),
    text('/ownershipVerificationCertificateArn'),
    text('/securityPolicy'),
    text('/endpointAccessMode'),
    text('/routingMode'),
    text('/policy'),
    text('/managementPolicy'),
    text('/endpointConfiguration/ipAddressType'),
    {
      path: '/endpointConfiguration/types/{name}',
      ops: ['replace'],
      apply: ({ body, value }) => withMember(body, '/endpointConfiguration/types', [value ?? '']),
    },
    text('/mutualTlsAuthentication/truststoreUri'),
    text('/mutualTlsAuthentication/truststoreVersion'),
  ],
}

export const usagePatches: PatchTable = { style: 'listed', paths: [number('/remaining')] }

/** `abc123:prod` as the parts of a stage of a plan. */
function apiStageOf(value: string | undefined): { readonly apiId: string; readonly stage: string } {
  const [apiId = '', stage = '', ...more] = (value ?? '').split(':')
  if (apiId === '' || stage === '' || more.length > 0) throw badRequest('Invalid API Stage specified')
  return { apiId, stage }
}

type ApiStage = JsonObject & { readonly apiId: string; readonly stage: string }

function stagesOf(body: JsonObject): readonly ApiStage[] {
  return (body.apiStages ?? []) as unknown as readonly ApiStage[]
}

function throttled(
  body: JsonObject,
  path: string,
  change: (throttle: JsonObject) => JsonObject | undefined,
): JsonObject {
  const named = apiStageOf(patchParts(path)[1])
  const stages = stagesOf(body)
  const isNamed = ({ apiId, stage }: ApiStage) => apiId === named.apiId && stage === named.stage
  if (!stages.some(isNamed)) throw badRequest('Invalid API Stage specified')
  return {
    ...body,
    apiStages: stages.map((stage) => {
      if (!isNamed(stage)) return stage
      const { throttle, ...rest } = stage
      const next = change((throttle ?? {}) as JsonObject)
      return next === undefined || Object.keys(next).length === 0 ? rest : { ...rest, throttle: next }
    }),
  }
}

/** The throttle of a method in a stage: `/apiStages/<api>:<stage>/throttle/<path>/<method>`, and a limit. It is kept as `<path>/<method>`. */
function methodThrottle(limit?: 'burstLimit' | 'rateLimit'): PatchPath {
  const end = limit === undefined ? '' : `/${limit}`
  return {
    path: `/apiStages/{apidId:stageName}/throttle/{resourcePath}/{httpMethod}${end}`,
    ops: limit === undefined ? ['remove'] : ['add', 'replace'],
    apply: ({ body, value, path }) => {
      const [, , , resourcePath = '', httpMethod = ''] = patchParts(path)
      const method = `${resourcePath}/${httpMethod}`
      return throttled(body, path, (throttle) => {
        const { [method]: before, ...rest } = throttle
        if (limit === undefined) return rest
        const read = Number(value)
        if (!value || !Number.isFinite(read)) throw badRequest(`Invalid ${limit} specified`)
        return { ...rest, [method]: { ...(before as JsonObject | undefined), [limit]: read } }
      })
    },
  }
}

/** In the order in which AWS lists what may be removed. */
export const usagePlanPatches: PatchTable = {
  style: 'listed',
  paths: [
    {
      path: '/apiStages',
      ops: ['add', 'remove'],
      apply: ({ body, op, value }) => {
        const { apiId, stage } = apiStageOf(value)
        const others = stagesOf(body).filter((known) => known.apiId !== apiId || known.stage !== stage)
        return { ...body, apiStages: op === 'add' ? [...others, { apiId, stage }] : others }
      },
    },
    text('/quota', ['remove']),
    text('/throttle', ['remove']),
    text('/productCode', ['add', 'replace', 'remove']),
    methodThrottle(),
    {
      path: '/apiStages/{apidId:stageName}/throttle',
      ops: ['replace', 'remove'],
      apply: ({ body, op, value, path }) =>
        throttled(body, path, () => (op === 'remove' ? undefined : throttleDocument(value))),
    },
    text('/name'),
    text('/description'),
    number('/quota/limit', ['add', 'replace']),
    number('/quota/offset', ['add', 'replace']),
    text('/quota/period', ['add', 'replace']),
    number('/throttle/rateLimit', ['add', 'replace']),
    number('/throttle/burstLimit', ['add', 'replace']),
    methodThrottle('rateLimit'),
    methodThrottle('burstLimit'),
  ],
}

/** All throttles of a stage at once, as JSON. */
function throttleDocument(value: string | undefined): JsonObject {
  try {
    const read = JSON.parse(value ?? '') as Json
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as JsonObject
  } catch {
    // Refused below, as what is no object.
  }
  throw badRequest('Invalid throttle specified')
}
