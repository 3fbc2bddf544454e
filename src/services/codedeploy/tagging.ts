/** Tags, which applications and deployment groups have. */
import { parseArn } from '../../aws/arn.ts'
import { isReservedTagKey } from '../../aws/tags.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic } from '../../store/index.ts'
import { requireApplication, requireGroup } from './applications.ts'
import { prefixOf } from './domain/names.ts'
import { refusal } from './errors.ts'
import { tagsPerResource } from './limits.ts'
import { applications, groups, type Tags } from './records.ts'

/** What has tags. */
export interface Tagged {
  readonly tags: Tags
  /** Gives it others, in a commit. */
  readonly put: (commit: Atomic, tags: Tags) => void
}

/** Fails with InvalidArnException, ArnNotSupportedException and as finding an application or a group does. UNVERIFIED: the words. */
export async function requireTagged(context: OperationContext, arn: string): Promise<Tagged> {
  const parsed = parseArn(arn)
  if (!parsed) throw refusal('InvalidArnException', `${arn} is not an ARN.`)
  const [, kind = '', name = ''] = /^(\w+):(.*)$/s.exec(parsed.resource) ?? []
  if (arn !== `${prefixOf(context)}${kind}:${name}` || !['application', 'deploymentgroup'].includes(kind))
    throw refusal('ArnNotSupportedException', `${arn} names neither an application nor a deployment group.`)
  if (kind === 'application') {
    const stored = await requireApplication(context, name)
    return {
      tags: stored.value.tags,
      put: (commit, tags) => applications.put(commit, { ...stored.value, tags }, stored),
    }
  }
  const slash = name.indexOf('/')
  const { group } = await requireGroup(context, name.slice(0, slash), name.slice(slash + 1))
  return {
    tags: group.value.tags,
    put: (commit, tags) => groups.put(commit, { ...group.value, tags }, group),
  }
}

/** Fails with InvalidTagsToAddException. UNVERIFIED: the words. */
export function checkTags(tags: Tags): void {
  if (Object.keys(tags).length > tagsPerResource)
    throw refusal('InvalidTagsToAddException', `A resource may have ${tagsPerResource} tags at most.`)
  for (const [key, value] of Object.entries(tags)) {
    if (key === '' || key.length > 128 || value.length > 256 || isReservedTagKey(key))
      throw refusal('InvalidTagsToAddException', `The tag ${key} is not valid.`)
  }
}
