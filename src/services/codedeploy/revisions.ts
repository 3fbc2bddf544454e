/** Revisions: where the AppSpec of a deployment is, or what it says. */
import { createHash } from 'node:crypto'
import type * as Api from '@aws-sdk/client-codedeploy'
import type { JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { refusal } from './errors.ts'
import { appSpecTextBytesMax } from './limits.ts'
import { type Application, type Revision, revisions } from './records.ts'

/** A location as it is kept, with the hash of the text that it holds. Fails with InvalidRevisionException. UNVERIFIED: the words. */
export function readLocation(location: Api.RevisionLocation): JsonObject {
  const { revisionType, s3Location, appSpecContent, string } = location
  const invalid = (message: string) => refusal('InvalidRevisionException', message)
  if (revisionType === 'S3') {
    const { bucket, key } = s3Location ?? {}
    if (!bucket || !key) throw invalid('A revision in Amazon S3 must have a bucket and a key.')
    return plain({ revisionType, s3Location })
  }
  if (revisionType !== 'AppSpecContent' && revisionType !== 'String')
    throw invalid('A revision must be in Amazon S3, or its AppSpec content must be given.')
  const text = revisionType === 'String' ? string : appSpecContent
  const content = text?.content
  if (!content) throw invalid('The content of the AppSpec file is required.')
  if (Buffer.byteLength(content, 'utf8') > appSpecTextBytesMax)
    throw invalid(`The content of the AppSpec file may have ${appSpecTextBytesMax} bytes at most.`)
  const sha256 = createHash('sha256').update(content, 'utf8').digest('hex')
  if (text.sha256 !== undefined && text.sha256 !== sha256)
    throw invalid('The SHA-256 hash is not that of the content of the AppSpec file.')
  return { revisionType, [revisionType === 'String' ? 'string' : 'appSpecContent']: { content, sha256 } }
}

export async function findRevision(
  { store, accountId, region }: OperationContext,
  { id }: Application,
  location: JsonObject,
): Promise<Stored<Revision> | undefined> {
  return revisions.get(store, [accountId, region, id, hashOf(location)])
}

/** Adds to a commit that a revision is known; `groupName`: that it is deployed to a group. */
export async function note(
  context: OperationContext,
  commit: Atomic,
  application: Application,
  location: JsonObject,
  more: { readonly description?: string; readonly groupName?: string },
): Promise<void> {
  const { accountId, region, now } = context
  const stored = await findRevision(context, application, location)
  const before = stored?.value
  const { description = before?.description, groupName } = more
  const names = before?.groupNames ?? []
  revisions.put(
    commit,
    {
      accountId,
      region,
      applicationId: application.id,
      hash: hashOf(location),
      location,
      ...(description === undefined ? {} : { description }),
      groupNames: groupName === undefined || names.includes(groupName) ? names : [...names, groupName],
      registeredAt: before?.registeredAt ?? now,
      ...(before?.firstUsedAt === undefined ? {} : { firstUsedAt: before.firstUsedAt }),
      ...(before?.lastUsedAt === undefined ? {} : { lastUsedAt: before.lastUsedAt }),
      ...(groupName !== undefined && { firstUsedAt: before?.firstUsedAt ?? now, lastUsedAt: now }),
    },
    stored,
  )
}

function hashOf(location: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(location), 'utf8').digest('hex')
}

function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}
