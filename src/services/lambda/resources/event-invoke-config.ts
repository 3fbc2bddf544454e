import type { DestinationConfig, FunctionEventInvokeConfig } from '@aws-sdk/client-lambda'
import {
  callWith,
  definite,
  given,
  type MadeResource,
  type ResourceProperties,
  type ResourceQuery,
  type ResourceRequest,
  type ResourceType,
  resourceExists,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { everyListed } from './listing.ts'

const missing = 'ResourceNotFoundException'
const typeName = 'AWS::Lambda::EventInvokeConfig'

/** AWS::Lambda::EventInvokeConfig. Source: CloudFormation template reference, AWS::Lambda::EventInvokeConfig. */
export const eventInvokeConfig: ResourceType = {
  async create(request) {
    const { FunctionName, Qualifier } = partsOf(request.properties)
    // The operation writes over what is there; a stack must not.
    if (!request.again && (await find(request, FunctionName, Qualifier)))
      throw resourceExists(typeName, `${FunctionName}|${Qualifier}`)
    await put(request)
    return madeOf(FunctionName, Qualifier)
  },

  async update(request) {
    await put(request)
    const { FunctionName, Qualifier } = partsOf(request.properties)
    return madeOf(FunctionName, Qualifier)
  },

  async remove({ call, properties }) {
    await unlessMissing(call('lambda:DeleteFunctionEventInvokeConfig', partsOf(properties)), missing)
  },

  async read(query: ResourceQuery) {
    const at = query.identifier.lastIndexOf('|')
    const FunctionName = query.identifier.slice(0, at)
    const Qualifier = query.identifier.slice(at + 1)
    const found = await find(query, FunctionName, Qualifier)
    if (!found) return undefined
    const { MaximumEventAgeInSeconds, MaximumRetryAttempts, DestinationConfig } = found
    return {
      ...madeOf(FunctionName, Qualifier),
      properties: definite({
        FunctionName,
        Qualifier,
        MaximumEventAgeInSeconds,
        MaximumRetryAttempts,
        DestinationConfig: destinations(DestinationConfig),
      }),
    }
  },

  async list(calls, { FunctionName }) {
    if (FunctionName === undefined) return []
    const all = await everyListed<FunctionEventInvokeConfig>(
      calls,
      'lambda:ListFunctionEventInvokeConfigs',
      { FunctionName },
      'FunctionEventInvokeConfigs',
    )
    return all.map(({ FunctionArn = '' }) => `${FunctionName}|${FunctionArn.split(':')[7] ?? '$LATEST'}`)
  },
}

async function find({ call }: Pick<ResourceQuery, 'call'>, FunctionName: string, Qualifier: string) {
  return await unlessMissing(
    call<FunctionEventInvokeConfig>('lambda:GetFunctionEventInvokeConfig', { FunctionName, Qualifier }),
    missing,
  )
}

/** Settings that the template does not give are as if they had never been set. */
async function put(request: ResourceRequest): Promise<void> {
  await callWith(request, 'lambda:PutFunctionEventInvokeConfig', {
    ...partsOf(request.properties),
    ...given(request.properties, 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'DestinationConfig'),
  })
}

function partsOf({ FunctionName, Qualifier }: ResourceProperties) {
  return { FunctionName: String(FunctionName), Qualifier: String(Qualifier) }
}

function madeOf(name: string, qualifier: string): MadeResource {
  return { physicalId: `${name}|${qualifier}`, attributes: {} }
}

/** Those destinations that are set. */
function destinations({ OnSuccess, OnFailure }: DestinationConfig = {}): DestinationConfig | undefined {
  const set = {
    ...(OnSuccess?.Destination ? { OnSuccess } : {}),
    ...(OnFailure?.Destination ? { OnFailure } : {}),
  }
  return Object.keys(set).length > 0 ? set : undefined
}
