/** Tags of repositories. Source: API Reference, TagResource. */
import type * as Api from '@aws-sdk/client-ecr'
import { parseArn } from '../../aws/arn.ts'
import { isReservedTagKey } from '../../aws/tags.ts'
import { invalidParameter, invalidTag, tooManyTags } from './errors.ts'
import { repositoryTagsMax } from './limits.ts'
import type { RepositoryInput } from './repositories.ts'

/** Adds tags to those that are there. UNVERIFIED: the words. */
export function withTags(
  tags: Readonly<Record<string, string>>,
  added: readonly Api.Tag[],
): Record<string, string> {
  for (const { Key = '' } of added)
    if (Key === '' || Key.length > 128 || isReservedTagKey(Key)) throw invalidTag(`Invalid tag key: ${Key}`)
  for (const { Key, Value = '' } of added)
    if (Value.length > 256) throw invalidTag(`The value of the tag ${Key} is longer than 256 characters`)
  const next = { ...tags, ...Object.fromEntries(added.map(({ Key = '', Value = '' }) => [Key, Value])) }
  if (Object.keys(next).length > repositoryTagsMax) throw tooManyTags()
  return next
}

/** The repository that an ARN names. */
export function namedByArn(arn: string | undefined): Required<RepositoryInput> {
  const parsed = parseArn(arn ?? '')
  const name = parsed?.service === 'ecr' ? /^repository\/(.+)$/.exec(parsed.resource)?.[1] : undefined
  if (!parsed || name === undefined) throw invalidParameter('resourceArn', 'Invalid ARN')
  return { registryId: parsed.accountId, repositoryName: name }
}
