import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { detach } from '../domain/labels.ts'
import { readName } from '../domain/names.ts'
import { versionOfSelector } from '../domain/versions.ts'
import { parameterVersionNotFound } from '../errors.ts'
import { commitChange, loadParameter, rangeOf } from '../parameters.ts'
import { parameters } from '../records.ts'
import { required } from '../required.ts'

/** Takes labels off a version. */
export async function unlabelParameterVersion(
  input: Api.UnlabelParameterVersionRequest,
  context: OperationContext,
): Promise<Api.UnlabelParameterVersionResult> {
  const { name, path } = readName(required(input.Name, 'Name'))
  const wanted = required(input.Labels, 'Labels')
  const number = required(input.ParameterVersion, 'ParameterVersion')
  return commitChange(context, async (commit) => {
    const stored = await loadParameter(context, path)
    const version = versionOfSelector(String(number), rangeOf(stored.value), stored.value.labels)
    if (version === undefined) throw parameterVersionNotFound(number, name)
    const { labels, removed, invalid } = detach(stored.value.labels, version, wanted)
    parameters.put(commit, { ...stored.value, labels }, stored)
    return { RemovedLabels: removed, InvalidLabels: invalid }
  })
}
