import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import type { Key } from '../../../../store/index.ts'
import { layerArn } from '../../domain/names.ts'
import { layerAddressOf, layerVersionItem } from '../../layers.ts'
import { pageItems } from '../../limits.ts'
import { listPage } from '../../paging.ts'
import { type LayerRecord, type LayerVersionRecord, layers, layerVersions } from '../../records.ts'
import { required } from '../../required.ts'

type Filter = Pick<Api.ListLayersRequest, 'CompatibleRuntime' | 'CompatibleArchitecture'>

/** The account's layers by name, each with its newest version that fits the filter. */
export async function listLayers(
  input: Api.ListLayersRequest,
  context: OperationContext,
): Promise<Api.ListLayersResponse> {
  const { store, accountId, region } = context
  const newest = new Map<string, LayerVersionRecord>()
  const { items, NextMarker } = await listPage(store, input, {
    read: async (from, selector) => {
      const page = await layers.list(from, selector)
      for (const { value } of page.items) {
        const version = await newestOf(context, value, input)
        if (version) newest.set(value.name, version)
      }
      return page
    },
    prefix: [accountId, region],
    keyOf: ({ name }) => [accountId, region, name],
    // A layer whose versions are all deleted, or do not fit, is not listed.
    wanted: ({ name }) => newest.has(name),
    pageItems,
    purpose: `layers ${purposeOf(input)}`,
  })
  return {
    Layers: items.map((layer) => {
      const version = newest.get(layer.name)
      return {
        LayerName: layer.name,
        LayerArn: layerArn(layer, layer.name),
        ...(version === undefined ? {} : { LatestMatchingVersion: layerVersionItem(version) }),
      }
    }),
    ...(NextMarker === undefined ? {} : { NextMarker }),
  }
}

/** The versions of a layer that fit the filter, newest first. */
export async function listLayerVersions(
  input: Api.ListLayerVersionsRequest,
  context: OperationContext,
): Promise<Api.ListLayerVersionsResponse> {
  const { accountId, region, name } = layerAddressOf(context, required(input.LayerName, 'LayerName'))
  const isOwn = accountId === context.accountId
  const { items, NextMarker } = await listPage(context.store, input, {
    read: (from, selector) => layerVersions.list(from, { ...selector, reverse: true }),
    prefix: [accountId, region, name],
    keyOf: ({ number }) => [accountId, region, name, number],
    wanted: (version) => isOwn && fits(version, input),
    pageItems,
    purpose: `layer versions ${purposeOf(input)}`,
  })
  return {
    LayerVersions: items.map(layerVersionItem),
    ...(NextMarker === undefined ? {} : { NextMarker }),
  }
}

function purposeOf({ CompatibleRuntime, CompatibleArchitecture }: Filter): string {
  return `${CompatibleRuntime ?? ''} ${CompatibleArchitecture ?? ''}`
}

function fits({ compatibleRuntimes, compatibleArchitectures }: LayerVersionRecord, filter: Filter): boolean {
  const { CompatibleRuntime: runtime, CompatibleArchitecture: architecture } = filter
  return (
    (runtime === undefined || compatibleRuntimes?.includes(runtime) === true) &&
    (architecture === undefined || compatibleArchitectures?.includes(architecture) === true)
  )
}

async function newestOf(
  { store }: OperationContext,
  { accountId, region, name }: LayerRecord,
  filter: Filter,
): Promise<LayerVersionRecord | undefined> {
  let after: Key | undefined
  do {
    const page = await layerVersions.list(store, {
      prefix: [accountId, region, name],
      reverse: true,
      limit: pageItems,
      ...(after === undefined ? {} : { after }),
    })
    const found = page.items.find(({ value }) => fits(value, filter))
    if (found) return found.value
    after = page.next
  } while (after !== undefined)
  return undefined
}
