import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { attach } from '../domain/labels.ts'
import { readName } from '../domain/names.ts'
import { versionOfSelector } from '../domain/versions.ts'
import { parameterVersionNotFound } from '../errors.ts'
import { tellChange } from '../notices.ts'
import { commitChange, loadParameter, rangeOf } from '../parameters.ts'
import { parameters } from '../records.ts'
import { required } from '../required.ts'

/** Attaches labels to a version, the current one when none is named; a label moves from the version that had it. */
export async function labelParameterVersion(
  input: Api.LabelParameterVersionRequest,
  context: OperationContext,
): Promise<Api.LabelParameterVersionResult> {
  const { name, path } = readName(required(input.Name, 'Name'))
  const wanted = required(input.Labels, 'Labels')
  return commitChange(context, async (commit) => {
    const stored = await loadParameter(context, path)
    const range = rangeOf(stored.value)
    const number = input.ParameterVersion ?? range.current
    const version = versionOfSelector(String(number), range, stored.value.labels)
    if (version === undefined) throw parameterVersionNotFound(number, name)
    const { labels, invalid } = attach(stored.value.labels, version, wanted)
    parameters.put(commit, { ...stored.value, labels }, stored)
    if (invalid.length < wanted.length) {
      tellChange(commit, stored.value, 'LabelParameterVersion', context.now)
    }
    return { InvalidLabels: invalid, ParameterVersion: version }
  })
}
