import type * as Api from '@aws-sdk/client-lambda'
import { randomText } from '../../../../base/random.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import type { Stored } from '../../../../store/index.ts'
import { changing } from '../../changing.ts'
import { type FunctionAddress, functionArn } from '../../domain/names.ts'
import type { CrossOriginRules } from '../../domain/url-cross-origin.ts'
import { resourceConflict, resourceNotFound } from '../../errors.ts'
import { type FunctionUrl, functionUrls, urlAddress } from '../../function-urls.ts'
import { addressOf, requireTarget } from '../../lookups.ts'
import { listPage } from '../../paging.ts'
import { functions } from '../../records.ts'
import { required } from '../../required.ts'

type Named = { readonly FunctionName: string | undefined; readonly Qualifier?: string | undefined }

/** Gives a function, or one of its aliases, an address on the web. */
export async function createFunctionUrlConfig(
  input: Api.CreateFunctionUrlConfigRequest,
  context: OperationContext,
): Promise<Api.CreateFunctionUrlConfigResponse> {
  const address = addressed(input, context)
  const { accountId, region, name, qualifier } = address
  if (!(await functions.get(context.store, [accountId, region, name])))
    throw resourceNotFound('Function does not exist')
  if (qualifier !== undefined) {
    await requireTarget(context.store, address).catch(() => {
      throw noUrl()
    })
  }
  const authType = required(input.AuthType, 'AuthType')
  return changing(context.store, async (commit) => {
    if (await find(context, address)) {
      throw resourceConflict(
        `Failed to create function url config for [functionArn = ${functionArn(address, qualifier)}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
      )
    }
    const url: FunctionUrl = {
      accountId,
      region,
      name,
      qualifier: qualifier ?? '',
      id: randomText(context.random, 'abcdefghijklmnopqrstuvwxyz0123456789', 32),
      authType,
      invokeMode: input.InvokeMode ?? 'BUFFERED',
      ...(input.Cors === undefined ? {} : { cors: readCors(input.Cors) }),
      createdAt: context.now,
      modifiedAt: context.now,
    }
    functionUrls.put(commit, url, undefined)
    const { LastModifiedTime: _notSaid, ...answer } = view(url, context)
    return answer
  })
}

export async function updateFunctionUrlConfig(
  input: Api.UpdateFunctionUrlConfigRequest,
  context: OperationContext,
): Promise<Api.UpdateFunctionUrlConfigResponse> {
  const address = addressed(input, context)
  return changing(context.store, async (commit) => {
    const stored = await requireUrl(context, address)
    const { AuthType, InvokeMode } = input
    const url: FunctionUrl = {
      ...stored.value,
      ...(AuthType === undefined ? {} : { authType: AuthType }),
      ...(InvokeMode === undefined ? {} : { invokeMode: InvokeMode }),
      ...(input.Cors === undefined ? {} : { cors: readCors(input.Cors) }),
      modifiedAt: context.now,
    }
    functionUrls.put(commit, url, stored)
    return view(url, context)
  })
}

export async function getFunctionUrlConfig(
  input: Api.GetFunctionUrlConfigRequest,
  context: OperationContext,
): Promise<Api.GetFunctionUrlConfigResponse> {
  return view((await requireUrl(context, addressed(input, context))).value, context)
}

export async function deleteFunctionUrlConfig(
  input: Api.DeleteFunctionUrlConfigRequest,
  context: OperationContext,
): Promise<object> {
  return changing(context.store, async (commit) => {
    functionUrls.remove(commit, await requireUrl(context, addressed(input, context)))
    return {}
  })
}

/** The addresses of a function and its aliases. */
export async function listFunctionUrlConfigs(
  input: Api.ListFunctionUrlConfigsRequest,
  context: OperationContext,
): Promise<Api.ListFunctionUrlConfigsResponse> {
  const { accountId, region, name } = addressed({ FunctionName: input.FunctionName }, context)
  if (!(await functions.get(context.store, [accountId, region, name])))
    throw resourceNotFound('Function does not exist')
  const { items, ...next } = await listPage(context.store, input, {
    read: (store, selector) => functionUrls.list(store, selector),
    prefix: [accountId, region, name],
    keyOf: ({ qualifier }) => [accountId, region, name, qualifier],
    pageItems: 50,
    purpose: 'function urls',
  })
  return { FunctionUrlConfigs: items.map((url) => view(url, context)), ...next }
}

function addressed({ FunctionName, Qualifier }: Named, context: OperationContext): FunctionAddress {
  return addressOf(context, required(FunctionName, 'FunctionName'), Qualifier)
}

function find(
  { store }: OperationContext,
  { accountId, region, name, qualifier = '' }: FunctionAddress,
): Promise<Stored<FunctionUrl> | undefined> {
  return functionUrls.get(store, [accountId, region, name, qualifier])
}

async function requireUrl(context: OperationContext, address: FunctionAddress): Promise<Stored<FunctionUrl>> {
  const stored = await find(context, address)
  if (!stored) throw noUrl()
  return stored
}

function noUrl() {
  return resourceNotFound('The resource you requested does not exist.')
}

function readCors(cors: Api.Cors): CrossOriginRules {
  const { AllowCredentials, AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, MaxAge } = cors
  return {
    ...(AllowCredentials === undefined ? {} : { allowCredentials: AllowCredentials }),
    ...(AllowHeaders === undefined ? {} : { allowHeaders: AllowHeaders }),
    ...(AllowMethods === undefined ? {} : { allowMethods: AllowMethods }),
    ...(AllowOrigins === undefined ? {} : { allowOrigins: AllowOrigins }),
    ...(ExposeHeaders === undefined ? {} : { exposeHeaders: ExposeHeaders }),
    ...(MaxAge === undefined ? {} : { maxAge: MaxAge }),
  }
}

function view(url: FunctionUrl, { partition, settings }: OperationContext): Api.FunctionUrlConfig {
  const { qualifier, cors } = url
  return {
    FunctionUrl: urlAddress(url, settings.endpoint),
    FunctionArn: functionArn({ ...url, partition }, qualifier === '' ? undefined : qualifier),
    AuthType: url.authType,
    InvokeMode: url.invokeMode,
    CreationTime: new Date(url.createdAt).toISOString(),
    LastModifiedTime: new Date(url.modifiedAt).toISOString(),
    ...(cors === undefined ? {} : { Cors: corsView(cors) }),
  }
}

function corsView(cors: CrossOriginRules): Api.Cors {
  const { allowHeaders, allowMethods, allowOrigins, exposeHeaders } = cors
  return {
    AllowCredentials: cors.allowCredentials,
    AllowHeaders: allowHeaders && [...allowHeaders],
    AllowMethods: allowMethods && [...allowMethods],
    AllowOrigins: allowOrigins && [...allowOrigins],
    ExposeHeaders: exposeHeaders && [...exposeHeaders],
    MaxAge: cors.maxAge,
  }
}
