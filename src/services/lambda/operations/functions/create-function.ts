import type * as Api from '@aws-sdk/client-lambda'
import { randomUuid } from '../../../../base/random.ts'
import type { Operation, OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { codeSigningOf } from '../../code-signing.ts'
import { holdZips, recordCodeUsage, storedBytes } from '../../code-storage.ts'
import { type FunctionAddress, latest } from '../../domain/names.ts'
import { applySettings, defaultSettings } from '../../domain/settings.ts'
import { withTags } from '../../domain/tags.ts'
import { sealEnvironment, shownVersion } from '../../environment-encryption.ts'
import { invalidParameter, notBuilt, resourceConflict } from '../../errors.ts'
import { receiveCode } from '../../function-code.ts'
import { requireFit, resolveLayers } from '../../layer-uses.ts'
import { functionNameCharacters } from '../../limits.ts'
import { addressOf } from '../../lookups.ts'
import { publish } from '../../publishing.ts'
import { type FunctionRecord, functions, type Version } from '../../records.ts'
import { required } from '../../required.ts'
import { requireAssumableRole } from '../../roles.ts'
import type { LambdaRoom } from '../../room.ts'
import { creating, prepareLater, runtimeVersionArn } from '../../versions.ts'
import { configurationView } from '../../views.ts'

/** Makes a function; its first version becomes Active as soon as its code is ready. */
export function createFunction(
  room: LambdaRoom,
): Operation<Api.CreateFunctionRequest, Api.FunctionConfiguration> {
  return (input, context) => create(room, input, context)
}

async function create(
  room: LambdaRoom,
  input: Api.CreateFunctionRequest,
  context: OperationContext,
): Promise<Api.FunctionConfiguration> {
  const { store } = context
  const address = newAddress(context, required(input.FunctionName, 'FunctionName'))
  if (input.PublishTo !== undefined) throw notBuilt('publishing to $LATEST.PUBLISHED')
  const role = required(input.Role, 'Role')
  const packageType = input.PackageType ?? 'Zip'
  const layers = await resolveLayers(room, context, input.Layers ?? [], input.Runtime)
  if (input.Code?.SourceKMSKeyArn) throw notBuilt('keys of deployment packages')
  const plain = {
    ...applySettings(defaultSettings(address.name, packageType, role), input, layers),
    ...(input.TenancyConfig?.TenantIsolationMode
      ? { tenantIsolation: input.TenancyConfig.TenantIsolationMode }
      : {}),
  }
  await requireAssumableRole(context, role)
  await requireAbsent(context, address)
  const architecture = input.Architectures?.[0] ?? 'x86_64'
  const sent = required(input.Code, 'Code')
  const code = await receiveCode(room, context, { packageType, architecture, doing: 'creating' }, sent)
  requireFit(code, layers)
  const signing = await codeSigningOf(context, input.CodeSigningConfigArn, code)
  const settings = await sealEnvironment(context, address, plain)
  const runtimeVersion = runtimeVersionArn(address, settings.runtime)
  const version: Version = {
    version: latest,
    architecture,
    code,
    settings,
    progress: creating,
    revisionId: randomUuid(context.random),
    environmentKey: randomUuid(context.random),
    modifiedAt: context.now,
    ...(runtimeVersion === undefined ? {} : { runtimeVersionArn: runtimeVersion }),
    ...signing,
  }
  const record: FunctionRecord = {
    accountId: address.accountId,
    region: address.region,
    partition: address.partition,
    name: address.name,
    id: randomUuid(context.random),
    createdAt: context.now,
    latest: version,
    nextVersion: 1,
    ...(input.CodeSigningConfigArn === undefined ? {} : { codeSigningConfigArn: input.CodeSigningConfigArn }),
    tags: withTags({}, input.Tags ?? {}),
  }
  return changing(store, async (commit) => {
    await requireAbsent(context, address)
    holdZips(commit, record.id, undefined, version)
    prepareLater(commit, record, version)
    const published = input.Publish ? await publish(commit, context, record, undefined) : undefined
    const codeBytes = storedBytes(version) + (published?.codeBytes ?? 0)
    await recordCodeUsage(commit, store, record, record.name, { codeBytes, functions: 1 })
    functions.put(commit, published?.record ?? record, undefined)
    return configurationView(record, await shownVersion(context, published?.version ?? version), null)
  })
}

/** Source: observed on AWS, 2024-04-10 (recorded tests of another project): a name alone has words of its own. */
function newAddress(context: OperationContext, functionName: string): FunctionAddress {
  const address = addressOf(context, functionName)
  // UNVERIFIED: the words for a name with a version or an alias.
  if (address.qualifier !== undefined && address.qualifier !== latest)
    throw invalidParameter(`The function name ${functionName} must not have a version or an alias.`)
  if (address.name.length > functionNameCharacters) {
    throw invalidParameter(
      `1 validation error detected: Value '${address.name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${functionNameCharacters}`,
    )
  }
  return address
}

async function requireAbsent({ store }: OperationContext, address: FunctionAddress): Promise<void> {
  const present = await functions.get(store, [address.accountId, address.region, address.name])
  if (present) throw resourceConflict(`Function already exist: ${address.name}`)
}
