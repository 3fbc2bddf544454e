import type * as Api from '@aws-sdk/client-lambda'
import { randomUuid } from '../../../../base/random.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import type { Key } from '../../../../store/index.ts'
import { changing } from '../../changing.ts'
import { recordCodeUsage } from '../../code-storage.ts'
import { receiveZip } from '../../code-upload.ts'
import { type LayerAddress, readLayerArn } from '../../domain/names.ts'
import { accessDenied, resourceNotFound } from '../../errors.ts'
import {
  checkVersionNumber,
  findLayerVersion,
  layerAddressOf,
  layerVersionView,
  readableLayerVersion,
} from '../../layers.ts'
import { type LayerVersionRecord, layers, layerVersions } from '../../records.ts'
import { required } from '../../required.ts'

/** Makes a new version of a layer, and the layer with its first. */
export async function publishLayerVersion(
  input: Api.PublishLayerVersionRequest,
  context: OperationContext,
): Promise<Api.PublishLayerVersionResponse> {
  const { store, random } = context
  const { version: _none, ...address } = layerAddressOf(context, required(input.LayerName, 'LayerName'))
  requireOwn(context, address)
  const { accountId, region, partition, name } = address
  const code = await receiveZip(context, required(input.Content, 'Content'))
  const made = await changing(store, async (commit) => {
    const layer = await layers.get(store, [accountId, region, name])
    const id = layer?.value.id ?? randomUuid(random)
    const number = layer?.value.nextVersion ?? 1
    const version: LayerVersionRecord = {
      accountId,
      region,
      partition,
      name,
      layerId: id,
      number,
      description: input.Description ?? '',
      createdAt: context.now,
      sha256: code.sha256,
      bytes: code.bytes,
      unzippedBytes: code.unzippedBytes,
      ...(input.LicenseInfo === undefined ? {} : { licenseInfo: input.LicenseInfo }),
      ...(input.CompatibleRuntimes === undefined ? {} : { compatibleRuntimes: input.CompatibleRuntimes }),
      ...(input.CompatibleArchitectures === undefined
        ? {}
        : { compatibleArchitectures: input.CompatibleArchitectures }),
    }
    layers.put(commit, { accountId, region, partition, name, id, nextVersion: number + 1 }, layer)
    layerVersions.put(commit, version, undefined)
    commit.hold(code.sha256, holderOf(version))
    await recordCodeUsage(commit, store, version, name, { codeBytes: code.bytes })
    return version
  })
  return layerVersionView(context, made)
}

/** A version of a layer, by name and number. */
export async function getLayerVersion(
  input: Api.GetLayerVersionRequest,
  context: OperationContext,
): Promise<Api.GetLayerVersionResponse> {
  const address = layerAddressOf(context, required(input.LayerName, 'LayerName'))
  const number = required(input.VersionNumber, 'VersionNumber')
  return layerVersionView(context, await readableLayerVersion(context, address, number))
}

/** A version of a layer, by its ARN. */
export async function getLayerVersionByArn(
  input: Api.GetLayerVersionByArnRequest,
  context: OperationContext,
): Promise<Api.GetLayerVersionResponse> {
  const address = readLayerArn(required(input.Arn, 'Arn'))
  if (address?.version === undefined) throw resourceNotFound('The resource you requested does not exist.')
  return layerVersionView(context, await readableLayerVersion(context, address, address.version))
}

/** Deletes a version; functions that use it keep it. One that is not there is deleted already. */
export async function deleteLayerVersion(
  input: Api.DeleteLayerVersionRequest,
  context: OperationContext,
): Promise<object> {
  const { store } = context
  const number = required(input.VersionNumber, 'VersionNumber')
  checkVersionNumber(number)
  const address = layerAddressOf(context, required(input.LayerName, 'LayerName'))
  requireOwn(context, address)
  return changing(store, async (commit) => {
    const stored = await findLayerVersion(context, address, number)
    if (!stored) return {}
    layerVersions.remove(commit, stored)
    commit.drop(stored.value.sha256, holderOf(stored.value))
    await recordCodeUsage(commit, store, address, address.name, { codeBytes: -stored.value.bytes })
    return {}
  })
}

/** What holds a layer version's zip. */
function holderOf({ layerId, number }: LayerVersionRecord): Key {
  return ['lambda.layer-code', layerId, number]
}

function requireOwn({ accountId, principal }: OperationContext, address: LayerAddress): void {
  if (address.accountId === accountId) return
  throw accessDenied(
    `User: ${principal.arn} is not authorized to perform this action on layer ${address.name} of another account`,
  )
}
