import type * as Api from '@aws-sdk/client-lambda'
import { AwsError } from '../../../../aws/aws-error.ts'
import type { Operation, OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { holdZips } from '../../code-storage.ts'
import { applySettings } from '../../domain/settings.ts'
import { openEnvironment, sealEnvironment, shownVersion } from '../../environment-encryption.ts'
import { invalidParameter, kmsRefusal, preconditionFailed } from '../../errors.ts'
import { requireFit, resolveLayers } from '../../layer-uses.ts'
import { addressOf, requireFunction } from '../../lookups.ts'
import { type FunctionRecord, functions, type LayerUse, type Settings, type Version } from '../../records.ts'
import { required } from '../../required.ts'
import { retire } from '../../retiring.ts'
import { roleCaller } from '../../role-caller.ts'
import { requireAssumableRole } from '../../roles.ts'
import type { LambdaRoom } from '../../room.ts'
import { releaseRuntime } from '../../runtime-management.ts'
import { prepareLater, renewed, requireSettled, runtimeVersionArn, updating } from '../../versions.ts'
import { configurationView } from '../../views.ts'

/** Changes settings of `$LATEST`; what the request leaves out stays as it is. */
export function updateFunctionConfiguration(
  room: LambdaRoom,
): Operation<Api.UpdateFunctionConfigurationRequest, Api.FunctionConfiguration> {
  return async (input, context) => {
    const { answer, replaced } = await update(room, input, context)
    retire(room, context.logger, replaced)
    return answer
  }
}

/** `replaced`: the key of the environments that nobody will ask for again. */
async function update(
  room: LambdaRoom,
  input: Api.UpdateFunctionConfigurationRequest,
  context: OperationContext,
): Promise<{ readonly answer: Api.FunctionConfiguration; readonly replaced: string }> {
  const { store, random, now } = context
  const { qualifier: _all, ...address } = addressOf(context, required(input.FunctionName, 'FunctionName'))
  const { latest } = (await requireFunction(store, address)).value
  const runtime = input.Runtime ?? latest.settings.runtime
  const layers = input.Layers && (await resolveLayers(room, context, input.Layers, runtime))
  if (input.Role !== undefined) await requireAssumableRole(context, input.Role)
  return changing(store, async (commit) => {
    const stored = await requireFunction(store, address)
    const old = stored.value.latest
    if (input.RevisionId !== undefined && input.RevisionId !== old.revisionId) throw preconditionFailed()
    requireSettled(stored.value)
    const settings = await nextSettings(context, stored.value, input, layers)
    requireFit(old.code, settings.layers)
    const runtimeVersion = runtimeVersionArn(stored.value, settings.runtime)
    const next: Version = {
      ...renewed(random, old, now),
      settings,
      progress: updating(old.progress),
      ...(runtimeVersion === undefined ? {} : { runtimeVersionArn: runtimeVersion }),
    }
    holdZips(commit, stored.value.id, old, next)
    prepareLater(commit, stored.value, next)
    if (settings.runtime !== old.settings.runtime) await releaseRuntime(commit, store, stored.value)
    const record = { ...stored.value, latest: next }
    functions.put(commit, record, stored)
    const shown = await shownVersion(context, next)
    return { answer: configurationView(record, shown), replaced: old.environmentKey }
  })
}

/** What a request makes of the settings; variables under a key are read and encrypted anew when they, the key or the role change. */
async function nextSettings(
  context: OperationContext,
  record: FunctionRecord,
  input: Api.UpdateFunctionConfigurationRequest,
  layers: readonly LayerUse[] | undefined,
): Promise<Settings> {
  const { settings } = record.latest
  const { Environment, KMSKeyArn, Role } = input
  if (Environment === undefined && KMSKeyArn === undefined && Role === undefined)
    return applySettings(settings, input, layers)
  const { sealedEnvironment: _replaced, ...others } = settings
  const caller = roleCaller(record, settings.roleArn, record.name)
  const before = Environment ? others : await openEnvironment(context, caller, settings).catch(wordKmsError)
  return await sealEnvironment(context, record, applySettings(before, input, layers))
}

function wordKmsError(error: unknown): never {
  throw error instanceof AwsError ? invalidParameter(kmsRefusal(error).message) : error
}
