import type * as Api from '@aws-sdk/client-lambda'
import type { Operation, OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { codeSigningOf } from '../../code-signing.ts'
import { holdZips, recordCodeUsage, storedBytes } from '../../code-storage.ts'
import { latest } from '../../domain/names.ts'
import { shownVersion } from '../../environment-encryption.ts'
import { notBuilt, preconditionFailed } from '../../errors.ts'
import { receiveCode } from '../../function-code.ts'
import { requireFit } from '../../layer-uses.ts'
import { addressOf, requireFunction } from '../../lookups.ts'
import { publish } from '../../publishing.ts'
import { functions, type Version } from '../../records.ts'
import { required } from '../../required.ts'
import { retire } from '../../retiring.ts'
import type { LambdaRoom } from '../../room.ts'
import { prepareLater, renewed, requireSettled, updating } from '../../versions.ts'
import { configurationView } from '../../views.ts'

/** Gives `$LATEST` other code. With DryRun, tells what would become of it. */
export function updateFunctionCode(
  room: LambdaRoom,
): Operation<Api.UpdateFunctionCodeRequest, Api.FunctionConfiguration> {
  return async (input, context) => {
    const { answer, replaced } = await update(room, input, context)
    if (replaced !== undefined) retire(room, context.logger, replaced)
    return answer
  }
}

/** `replaced`: the key of the environments that nobody will ask for again. */
interface Updated {
  readonly answer: Api.FunctionConfiguration
  readonly replaced?: string
}

async function update(
  room: LambdaRoom,
  input: Api.UpdateFunctionCodeRequest,
  context: OperationContext,
): Promise<Updated> {
  const { store, random, now } = context
  const { qualifier: _all, ...address } = addressOf(context, required(input.FunctionName, 'FunctionName'))
  if (input.PublishTo !== undefined) throw notBuilt('publishing to $LATEST.PUBLISHED')
  if (input.SourceKMSKeyArn) throw notBuilt('keys of deployment packages')
  const before = (await requireFunction(store, address)).value
  if (input.RevisionId !== undefined && input.RevisionId !== before.latest.revisionId)
    throw preconditionFailed()
  const { packageType } = before.latest.settings
  const architecture = input.Architectures?.[0] ?? before.latest.architecture
  const code = await receiveCode(room, context, { packageType, architecture, doing: 'updating' }, input)
  requireFit(code, before.latest.settings.layers)
  const signing = await codeSigningOf(context, before.codeSigningConfigArn, code)
  return changing<Updated>(store, async (commit) => {
    const stored = await requireFunction(store, address)
    const old = stored.value.latest
    if (input.RevisionId !== undefined && input.RevisionId !== old.revisionId) throw preconditionFailed()
    requireSettled(stored.value)
    const { signingJobArn: _job, signingProfileVersionArn: _profile, ...kept } = old
    const next: Version = {
      ...renewed(random, kept, now),
      code,
      architecture: input.Architectures?.[0] ?? old.architecture,
      progress: updating(old.progress),
      ...signing,
    }
    const shown = (version: Version) => shownVersion(context, version)
    if (input.DryRun)
      return { answer: configurationView(stored.value, await shown({ ...next, progress: old.progress })) }
    holdZips(commit, stored.value.id, old, next)
    prepareLater(commit, stored.value, next)
    const record = { ...stored.value, latest: next }
    const published = input.Publish ? await publish(commit, context, record, undefined) : undefined
    const codeBytes = storedBytes(next) - storedBytes(old) + (published?.codeBytes ?? 0)
    await recordCodeUsage(commit, store, record, record.name, { codeBytes })
    functions.put(commit, published?.record ?? record, stored)
    const answered = published?.version ?? next
    const arnQualifier = answered.version === latest ? null : answered.version
    const answer = configurationView(record, await shown(answered), arnQualifier)
    return { answer, replaced: old.environmentKey }
  })
}
