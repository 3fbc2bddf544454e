/** Revisions of applications. Source: API Reference, the operations of these names. */
import type * as Api from '@aws-sdk/client-codedeploy'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireApplication } from '../applications.ts'
import { change } from '../changing.ts'
import { refusal, required, tooManyNames } from '../errors.ts'
import { batchMax } from '../limits.ts'
import { pageOf } from '../listing.ts'
import { type Revision, revisions } from '../records.ts'
import { findRevision, note, readLocation } from '../revisions.ts'
import { revisionView } from '../views.ts'

export async function registerApplicationRevision(
  input: Api.RegisterApplicationRevisionInput,
  context: OperationContext,
): Promise<object> {
  const location = readLocation(required(input.revision, 'revision'))
  const { description } = input
  return change(context, async (commit) => {
    const { value: application } = await requireApplication(
      context,
      required(input.applicationName, 'applicationName'),
    )
    await note(context, commit, application, location, description === undefined ? {} : { description })
    return {}
  })
}

export async function getApplicationRevision(
  input: Api.GetApplicationRevisionInput,
  context: OperationContext,
): Promise<Api.GetApplicationRevisionOutput> {
  const applicationName = required(input.applicationName, 'applicationName')
  const { value: application } = await requireApplication(context, applicationName)
  const location = readLocation(required(input.revision, 'revision'))
  const stored = await findRevision(context, application, location)
  // UNVERIFIED: the words.
  if (!stored) throw refusal('RevisionDoesNotExistException', 'The revision is not registered.')
  return {
    applicationName,
    revision: location as Api.RevisionLocation,
    revisionInfo: revisionView(stored.value),
  }
}

/** Those that are registered. */
export async function batchGetApplicationRevisions(
  input: Api.BatchGetApplicationRevisionsInput,
  context: OperationContext,
): Promise<Api.BatchGetApplicationRevisionsOutput> {
  const applicationName = required(input.applicationName, 'applicationName')
  const locations = required(input.revisions, 'revisions')
  if (locations.length > batchMax) throw tooManyNames()
  const { value: application } = await requireApplication(context, applicationName)
  const found = await Promise.all(
    locations.map((location) => findRevision(context, application, readLocation(location))),
  )
  return {
    applicationName,
    revisions: found.flatMap((stored) =>
      stored
        ? [
            {
              revisionLocation: stored.value.location as Api.RevisionLocation,
              genericRevisionInfo: revisionView(stored.value),
            },
          ]
        : [],
    ),
  }
}

/** In the order that is asked for, else in no order. A page is ordered by itself. */
export async function listApplicationRevisions(
  input: Api.ListApplicationRevisionsInput,
  context: OperationContext,
): Promise<Api.ListApplicationRevisionsOutput> {
  const { store, accountId, region } = context
  const { value: application } = await requireApplication(
    context,
    required(input.applicationName, 'applicationName'),
  )
  const { items, nextToken } = await pageOf({
    read: (selector) => revisions.list(store, selector),
    prefix: [accountId, region, application.id],
    keyOf: ({ hash }) => [hash],
    wanted: (revision) => isWanted(revision, input),
    token: input.nextToken,
    purpose: ['ListApplicationRevisions', JSON.stringify({ ...input, nextToken: undefined })],
  })
  const timeOf = ({ registeredAt, firstUsedAt = 0, lastUsedAt = 0 }: Revision) =>
    input.sortBy === 'firstUsedTime'
      ? firstUsedAt
      : input.sortBy === 'lastUsedTime'
        ? lastUsedAt
        : registeredAt
  const sign = input.sortOrder === 'descending' ? -1 : 1
  const ordered = input.sortBy
    ? [...items].sort((left, right) => sign * (timeOf(left) - timeOf(right)))
    : items
  return {
    revisions: ordered.map(({ location }) => location as Api.RevisionLocation),
    ...(nextToken && { nextToken }),
  }
}

function isWanted(
  { location, groupNames }: Revision,
  { s3Bucket, s3KeyPrefix = '', deployed }: Api.ListApplicationRevisionsInput,
): boolean {
  const { bucket, key = '' } = (location.s3Location ?? {}) as { bucket?: string; key?: string }
  if (s3Bucket !== undefined && (bucket !== s3Bucket || !key.startsWith(s3KeyPrefix))) return false
  if (deployed === 'include') return groupNames.length > 0
  return deployed !== 'exclude' || groupNames.length === 0
}
