import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import type { Stored } from '../../../../store/index.ts'
import { changing } from '../../changing.ts'
import {
  areDestinations,
  type Destinations,
  destinationKind,
  invalidDestinations,
} from '../../domain/destinations.ts'
import { type FunctionAddress, functionArn, latest } from '../../domain/names.ts'
import { invalidParameter, resourceNotFound } from '../../errors.ts'
import { type EventInvokeConfig, eventInvokeConfigs } from '../../event-invoke-configs.ts'
import { addressOf, requireTarget } from '../../lookups.ts'
import { listPage } from '../../paging.ts'
import { functions } from '../../records.ts'
import { required } from '../../required.ts'

type PutRequest = Api.PutFunctionEventInvokeConfigRequest

/** Says how events of a function, version or alias are handled, in the place of all that was said before. */
export async function putFunctionEventInvokeConfig(
  input: PutRequest,
  context: OperationContext,
): Promise<Api.FunctionEventInvokeConfig> {
  return save(input, context, (_before) => ({}))
}

/** Changes the settings that the request names and keeps the others. Fails when there are none yet. */
export async function updateFunctionEventInvokeConfig(
  input: Api.UpdateFunctionEventInvokeConfigRequest,
  context: OperationContext,
): Promise<Api.FunctionEventInvokeConfig> {
  return save(input, context, (before, address) => {
    if (!before) throw noConfig(address)
    return before.value
  })
}

export async function getFunctionEventInvokeConfig(
  input: Api.GetFunctionEventInvokeConfigRequest,
  context: OperationContext,
): Promise<Api.FunctionEventInvokeConfig> {
  const address = addressed(input, context)
  const stored = await find(context, address)
  if (!stored) throw noConfig(address)
  return view(stored.value, address)
}

export async function deleteFunctionEventInvokeConfig(
  input: Api.DeleteFunctionEventInvokeConfigRequest,
  context: OperationContext,
): Promise<object> {
  const address = addressed(input, context)
  return changing(context.store, async (commit) => {
    const stored = await find(context, address)
    if (!stored) throw noConfig(address)
    eventInvokeConfigs.remove(commit, stored)
    return {}
  })
}

/** The settings of a function and all its versions and aliases. */
export async function listFunctionEventInvokeConfigs(
  input: Api.ListFunctionEventInvokeConfigsRequest,
  context: OperationContext,
): Promise<Api.ListFunctionEventInvokeConfigsResponse> {
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'))
  const { accountId, region, name } = address
  if (!(await functions.get(context.store, [accountId, region, name]))) throw noFunction()
  const { items, ...next } = await listPage(context.store, input, {
    read: (store, selector) => eventInvokeConfigs.list(store, selector),
    prefix: [accountId, region, name],
    keyOf: ({ qualifier }) => [accountId, region, name, qualifier],
    pageItems: 50,
    purpose: 'event invoke configs',
  })
  return { FunctionEventInvokeConfigs: items.map((config) => view(config, address)), ...next }
}

async function save(
  input: PutRequest,
  context: OperationContext,
  base: (
    before: Stored<EventInvokeConfig> | undefined,
    address: FunctionAddress,
  ) => Partial<EventInvokeConfig>,
): Promise<Api.FunctionEventInvokeConfig> {
  const address = addressed(input, context)
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = input
  await requireTarget(context.store, address).catch(() => {
    throw noFunction()
  })
  if (
    MaximumRetryAttempts === undefined &&
    MaximumEventAgeInSeconds === undefined &&
    DestinationConfig === undefined
  ) {
    throw invalidParameter('You must specify at least one of error handling or destination setting.')
  }
  const destinations = DestinationConfig && readDestinations(DestinationConfig)
  if (destinations) await checkDestinations(context, address, destinations)
  const { accountId, region, name, qualifier = latest } = address
  return changing(context.store, async (commit) => {
    const before = await find(context, address)
    const { retryAttempts, eventAgeSeconds, destinations: kept } = base(before, address)
    const retries = MaximumRetryAttempts ?? retryAttempts
    const age = MaximumEventAgeInSeconds ?? eventAgeSeconds
    const config: EventInvokeConfig = {
      accountId,
      region,
      name,
      qualifier,
      ...(retries === undefined ? {} : { retryAttempts: retries }),
      ...(age === undefined ? {} : { eventAgeSeconds: age }),
      destinations: destinations ?? kept ?? {},
      modifiedAt: context.now,
    }
    eventInvokeConfigs.put(commit, config, before)
    return view(config, address)
  })
}

function readDestinations({ OnSuccess, OnFailure }: Api.DestinationConfig): Destinations {
  // An empty ARN takes a destination away.
  const success = OnSuccess?.Destination || undefined
  const failure = OnFailure?.Destination || undefined
  return {
    ...(success === undefined ? {} : { onSuccess: success }),
    ...(failure === undefined ? {} : { onFailure: failure }),
  }
}

async function checkDestinations(
  context: OperationContext,
  address: FunctionAddress,
  destinations: Destinations,
): Promise<void> {
  if (!areDestinations(destinations)) throw invalidParameter(invalidDestinations(destinations))
  for (const arn of Object.values(destinations)) {
    if (destinationKind(arn) !== 'lambda') continue
    const [, , , region, accountId, , name = '', qualifier] = arn.split(':')
    const same = region === address.region && accountId === address.accountId && name === address.name
    if (same) throw invalidParameter("You can't specify the function as a destination for itself.")
    const target = { ...addressOf(context, name), ...(qualifier === undefined ? {} : { qualifier }) }
    const found = region === context.region && accountId === context.accountId
    if (found)
      await requireTarget(context.store, target).catch(() => {
        throw invalidParameter(`The destination ARN ${arn} is invalid.`)
      })
  }
}

function addressed(
  input: { readonly FunctionName: string | undefined; readonly Qualifier?: string | undefined },
  context: OperationContext,
): FunctionAddress {
  return addressOf(context, required(input.FunctionName, 'FunctionName'), input.Qualifier)
}

function find(
  { store }: OperationContext,
  { accountId, region, name, qualifier = latest }: FunctionAddress,
): Promise<Stored<EventInvokeConfig> | undefined> {
  return eventInvokeConfigs.get(store, [accountId, region, name, qualifier])
}

function noFunction() {
  return resourceNotFound("The function doesn't exist.")
}

function noConfig(address: FunctionAddress) {
  const arn = functionArn(address, address.qualifier ?? latest)
  return resourceNotFound(`The function ${arn} doesn't have an EventInvokeConfig`)
}

function view(config: EventInvokeConfig, address: FunctionAddress): Api.FunctionEventInvokeConfig {
  const { retryAttempts, eventAgeSeconds, destinations, qualifier, modifiedAt } = config
  const { onSuccess, onFailure } = destinations
  return {
    LastModified: new Date(modifiedAt),
    FunctionArn: functionArn(address, qualifier),
    ...(retryAttempts === undefined ? {} : { MaximumRetryAttempts: retryAttempts }),
    ...(eventAgeSeconds === undefined ? {} : { MaximumEventAgeInSeconds: eventAgeSeconds }),
    DestinationConfig: {
      OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
      OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
    },
  }
}
