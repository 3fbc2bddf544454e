import { InvalidResource } from '../../errors.ts'
import { isIntrinsic } from '../../intrinsics/build.ts'
import { comparePoints } from '../../python/json-text.ts'
import { pythonRepresentation } from '../../python/text.ts'
import { type Dict, isDict, isTruthy, type Value } from '../../python/values.ts'

/** Names for several regions. Source: aws-sam-translator 1.115.0, observed. */
const groups: Readonly<Record<string, readonly string[]>> = {
  US: ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
  AP: [
    'ap-south-1',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-southeast-1',
    'ap-southeast-2',
  ],
  CA: ['ca-central-1'],
  EU: ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1'],
  SA: ['sa-east-1'],
  SPARSE_GLOBAL: [
    'us-east-1',
    'eu-west-1',
    'eu-central-1',
    'ap-northeast-1',
    'ap-southeast-2',
    'sa-east-1',
    'ap-southeast-1',
  ],
}

/** The regions of `ReplicaRegions`, or null. @throws InvalidResource */
export function regionsOf(logicalId: string, replica: Value): Value {
  if (replica === null || isIntrinsic(replica)) return replica
  if (Array.isArray(replica)) {
    const { names, others } = parted(replica)
    return [...sorted(expand(logicalId, names)), ...others]
  }
  return isDict(replica) ? chosen(logicalId, replica) : null
}

function chosen(logicalId: string, replica: Dict): Value {
  const fault = (sentence: string) => new InvalidResource(logicalId, sentence)
  const unknown = Object.keys(replica).filter((key) => key !== 'IncludeRegions' && key !== 'ExcludeRegions')
  if (unknown.length > 0) {
    throw fault(
      `'ReplicaRegions' contains unrecognized keys: ${pythonRepresentation(sorted(unknown))}. Valid keys are: IncludeRegions, ExcludeRegions.`,
    )
  }
  const { IncludeRegions: include = [], ExcludeRegions: exclude = [] } = replica
  if (isTruthy(exclude) && !isTruthy(include)) {
    throw fault("'ExcludeRegions' requires 'IncludeRegions' to also be specified in 'ReplicaRegions'.")
  }
  if (isIntrinsic(include) || isIntrinsic(exclude)) {
    throw fault("'IncludeRegions' and 'ExcludeRegions' do not support top-level intrinsic functions.")
  }
  const included = parted(include)
  const excluded = parted(exclude)
  if (excluded.others.length > 0) {
    throw fault("'ExcludeRegions' does not support intrinsic functions in entries.")
  }
  if (excluded.names.length > 0 && included.others.length > 0) {
    throw fault(
      "'ExcludeRegions' cannot be used when 'IncludeRegions' contains intrinsic functions, because the exclusion cannot be applied to an intrinsic value at transform time.",
    )
  }
  const wanted = expand(logicalId, included.names)
  for (const region of expand(logicalId, excluded.names)) wanted.delete(region)
  return [...sorted(wanted), ...included.others]
}

/** Texts, and what is none. */
function parted(list: Value): { names: string[]; others: Value[] } {
  const items = Array.isArray(list) ? list : typeof list === 'string' ? [...list] : []
  return {
    names: items.filter((item) => typeof item === 'string'),
    others: items.filter((item) => typeof item !== 'string'),
  }
}

function expand(logicalId: string, names: readonly string[]): Set<string> {
  const regions = new Set<string>()
  // From the last to the first: the error names the last that is not known.
  for (const name of names.toReversed()) {
    const upper = name.toUpperCase()
    const group = Object.hasOwn(groups, upper) ? groups[upper] : undefined
    if (upper === 'ALL_STANDARD') for (const region of Object.values(groups).flat()) regions.add(region)
    else if (group) for (const region of group) regions.add(region)
    else if (name.includes('-')) regions.add(name)
    else throw new InvalidResource(logicalId, `Unknown region key or code: '${name}'.`)
  }
  return regions
}

function sorted(names: Iterable<string>): string[] {
  return [...names].sort(comparePoints)
}
