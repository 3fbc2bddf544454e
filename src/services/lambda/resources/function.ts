import type { FunctionConfiguration, GetFunctionResponse } from '@aws-sdk/client-lambda'
import type { Json, JsonObject } from '../../../base/json.ts'
import {
  callWith,
  changed,
  type MadeResource,
  nameOf,
  orRemove,
  type ResourceCalls,
  type ResourceProperties,
  type ResourceType,
  type ResourceUpdate,
  retag,
  tagsOf,
  tellIfSlow,
  unlessMissing,
  unlessTaken,
} from '../../../dispatch/index.ts'
import { readLayerArn } from '../domain/names.ts'
import { publishedLayer } from '../published-layers.ts'
import {
  creationInput,
  functionAttributes,
  functionProperties,
  settingsChange,
} from './function-properties.ts'
import { codeInput } from './inline-code.ts'
import { everyListed } from './listing.ts'
import { settledFunction } from './settled.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Lambda::Function. Source: CloudFormation template reference, AWS::Lambda::Function. */
export const lambdaFunction: ResourceType = {
  // Kept and told again; see the service's README.
  inert: ['VpcConfig'],

  async create(request) {
    const { properties } = request
    const FunctionName = nameOf(request, 'FunctionName', { max: 64 })
    await unlessTaken(
      request,
      'AWS::Lambda::Function',
      FunctionName,
      tellIfSlow(request, layersReason(properties), () =>
        callWith(request, 'lambda:CreateFunction', {
          ...creationInput(properties),
          FunctionName,
          Code: codeInput((properties.Code ?? {}) as JsonObject, properties.Runtime) as Json,
          Tags: tagsOf(request, properties.Tags),
        }),
      ),
      'ResourceConflictException',
    )
    return await orRemove(
      request,
      async () => {
        const made = await settledFunction(request, FunctionName)
        await applyOwnSettings(request, FunctionName, {}, properties)
        return madeOf(FunctionName, made)
      },
      () => request.call('lambda:DeleteFunction', { FunctionName }),
    )
  },

  async update(request) {
    const { physicalId: FunctionName, previous, properties } = request
    const settings = settingsChange(previous, properties, FunctionName)
    if (settings) {
      await tellIfSlow(request, layersReason(properties), () =>
        callWith(request, 'lambda:UpdateFunctionConfiguration', { ...settings, FunctionName }),
      )
      await settledFunction(request, FunctionName)
    }
    const code = properties.Code as JsonObject | undefined
    if (code && (changed(previous, properties, 'Code', 'Architectures') || languageChanged(request))) {
      await callWith(request, 'lambda:UpdateFunctionCode', {
        FunctionName,
        ...codeInput(code, properties.Runtime),
        Architectures: properties.Architectures ?? ['x86_64'],
      })
    }
    const now = await settledFunction(request, FunctionName)
    await applyOwnSettings(request, FunctionName, previous, properties)
    const arn = String(now.FunctionArn)
    await retag(
      request,
      'Tags',
      (Tags) => request.call('lambda:TagResource', { Resource: arn, Tags }),
      (TagKeys) => request.call('lambda:UntagResource', { Resource: arn, TagKeys }),
    )
    return madeOf(FunctionName, now)
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('lambda:DeleteFunction', { FunctionName: physicalId }), missing)
  },

  async read(query) {
    const FunctionName = query.identifier
    const answer = await unlessMissing(
      query.call<GetFunctionResponse>('lambda:GetFunction', { FunctionName }),
      missing,
    )
    if (!answer?.Configuration) return undefined
    const others = await Promise.all(Object.values(ownSettings).map(({ read }) => read(query, FunctionName)))
    return {
      ...madeOf(FunctionName, answer.Configuration),
      properties: { ...functionProperties(answer), ...Object.assign({}, ...others) },
    }
  },

  async list(calls) {
    const all = await everyListed<FunctionConfiguration>(calls, 'lambda:ListFunctions', {}, 'Functions')
    return all.map(({ FunctionName = '' }) => FunctionName)
  },
}

/** What may take long in making a function: the packages of layers of AWS's come from a registry the first time. */
function layersReason({ Layers, Runtime }: ResourceProperties): string | undefined {
  const fetched = (Array.isArray(Layers) ? Layers : []).map(String).filter((arn) => {
    const address = readLayerArn(arn)
    const layer = address && publishedLayer(address, Runtime === undefined ? undefined : String(Runtime))
    return layer && 'packages' in layer
  })
  return fetched.length === 0 ? undefined : `Fetching the packages of ${fetched.join(', ')}, once`
}

/** Source that a template holds lies in a file of another name, when the language is another. */
function languageChanged({ previous, properties }: ResourceUpdate): boolean {
  const language = ({ Runtime }: ResourceProperties) => /^[a-z]+/.exec(String(Runtime ?? ''))?.[0]
  const inline = (properties.Code as JsonObject | undefined)?.ZipFile !== undefined
  return inline && language(previous) !== language(properties)
}

function madeOf(name: string, configuration: FunctionConfiguration): MadeResource {
  return { physicalId: name, attributes: functionAttributes(configuration) }
}

/** A property that has operations of its own. */
interface OwnSetting {
  put(calls: ResourceCalls, FunctionName: string, value: Json): Promise<unknown>
  take(calls: ResourceCalls, FunctionName: string): Promise<unknown>
  /** The property, if it is set. */
  read(calls: ResourceCalls, FunctionName: string): Promise<Record<string, Json>>
}

const ownSettings: Readonly<Record<string, OwnSetting>> = {
  ReservedConcurrentExecutions: {
    put: (calls, FunctionName, value) =>
      callWith(calls, 'lambda:PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions: value }),
    take: ({ call }, FunctionName) => call('lambda:DeleteFunctionConcurrency', { FunctionName }),
    // GetFunction tells it.
    read: async () => ({}),
  },
  CodeSigningConfigArn: {
    put: ({ call }, FunctionName, value) =>
      call('lambda:PutFunctionCodeSigningConfig', { FunctionName, CodeSigningConfigArn: String(value) }),
    take: ({ call }, FunctionName) => call('lambda:DeleteFunctionCodeSigningConfig', { FunctionName }),
    read: async ({ call }, FunctionName) => {
      const answer = await unlessMissing(
        call<{ CodeSigningConfigArn?: string }>('lambda:GetFunctionCodeSigningConfig', { FunctionName }),
        missing,
      )
      return answer?.CodeSigningConfigArn ? { CodeSigningConfigArn: answer.CodeSigningConfigArn } : {}
    },
  },
  RecursiveLoop: {
    put: ({ call }, FunctionName, value) =>
      call('lambda:PutFunctionRecursionConfig', { FunctionName, RecursiveLoop: String(value) }),
    take: ({ call }, FunctionName) =>
      call('lambda:PutFunctionRecursionConfig', { FunctionName, RecursiveLoop: 'Terminate' }),
    read: async ({ call }, FunctionName) => {
      const { RecursiveLoop } = await call<{ RecursiveLoop?: string }>('lambda:GetFunctionRecursionConfig', {
        FunctionName,
      })
      return RecursiveLoop ? { RecursiveLoop } : {}
    },
  },
  RuntimeManagementConfig: {
    put: (calls, FunctionName, value) =>
      callWith(calls, 'lambda:PutRuntimeManagementConfig', { FunctionName, ...(value as JsonObject) }),
    take: ({ call }, FunctionName) =>
      call('lambda:PutRuntimeManagementConfig', { FunctionName, UpdateRuntimeOn: 'Auto' }),
    read: async ({ call }, FunctionName) => {
      const answer = await call<{ UpdateRuntimeOn?: string }>('lambda:GetRuntimeManagementConfig', {
        FunctionName,
      })
      return answer.UpdateRuntimeOn
        ? { RuntimeManagementConfig: { UpdateRuntimeOn: answer.UpdateRuntimeOn } }
        : {}
    },
  },
  FunctionScalingConfig: {
    put: (calls, FunctionName, value) =>
      callWith(calls, 'lambda:PutFunctionScalingConfig', { FunctionName, FunctionScalingConfig: value }),
    take: ({ call }, FunctionName) => call('lambda:PutFunctionScalingConfig', { FunctionName }),
    // No function is on a capacity provider here.
    read: async () => ({}),
  },
}

async function applyOwnSettings(
  calls: ResourceCalls,
  FunctionName: string,
  previous: ResourceProperties,
  next: ResourceProperties,
): Promise<void> {
  for (const [name, { put, take }] of Object.entries(ownSettings)) {
    if (!changed(previous, next, name)) continue
    const value = next[name]
    if (value === undefined || value === null) await take(calls, FunctionName)
    else await put(calls, FunctionName, value)
  }
}
