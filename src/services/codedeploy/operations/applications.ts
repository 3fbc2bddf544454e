/** Applications. Source: API Reference, the operations of these names. */
import type * as Api from '@aws-sdk/client-codedeploy'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { groupsOf, requireApplication } from '../applications.ts'
import { change } from '../changing.ts'
import { refusal, required, tooManyNames } from '../errors.ts'
import { applicationsPerRegion, batchMax } from '../limits.ts'
import { pageOf } from '../listing.ts'
import { applications, groups, revisions } from '../records.ts'
import { checkTags } from '../tagging.ts'
import { applicationView, readTags } from '../views.ts'

/** Makes an application. Those of other platforms than Lambda are made too: they can be described, and not deployed. */
export async function createApplication(
  input: Api.CreateApplicationInput,
  context: OperationContext,
): Promise<Api.CreateApplicationOutput> {
  const { store, accountId, region, now, random } = context
  const name = required(input.applicationName, 'applicationName')
  const tags = readTags(input.tags)
  checkTags(tags)
  const id = randomUuid(random)
  return change(context, async (commit) => {
    if (await applications.get(store, [accountId, region, name]))
      throw refusal('ApplicationAlreadyExistsException', `Application already exists: ${name}`)
    const { items } = await applications.list(store, { prefix: [accountId, region] })
    if (items.length >= applicationsPerRegion)
      throw refusal(
        'ApplicationLimitExceededException',
        `An account may have ${applicationsPerRegion} applications at most.`,
      )
    const platform = input.computePlatform ?? 'Server'
    applications.put(commit, { accountId, region, id, name, platform, tags, createdAt: now }, undefined)
    return { applicationId: id }
  })
}

export async function getApplication(
  input: Api.GetApplicationInput,
  context: OperationContext,
): Promise<Api.GetApplicationOutput> {
  const { value } = await requireApplication(context, required(input.applicationName, 'applicationName'))
  return { application: applicationView(value) }
}

/** Fails when one of them is not there. */
export async function batchGetApplications(
  input: Api.BatchGetApplicationsInput,
  context: OperationContext,
): Promise<Api.BatchGetApplicationsOutput> {
  const names = required(input.applicationNames, 'applicationName')
  if (names.length > batchMax) throw tooManyNames()
  const found = await Promise.all(names.map((name) => requireApplication(context, name)))
  return { applicationsInfo: found.map(({ value }) => applicationView(value)) }
}

export async function listApplications(
  input: Api.ListApplicationsInput,
  { store, accountId, region }: OperationContext,
): Promise<Api.ListApplicationsOutput> {
  const { items, nextToken } = await pageOf({
    read: (selector) => applications.list(store, selector),
    prefix: [accountId, region],
    keyOf: ({ name }) => [name],
    token: input.nextToken,
    purpose: ['ListApplications'],
  })
  return { applications: items.map(({ name }) => name), ...(nextToken && { nextToken }) }
}

/** Gives an application another name. */
export async function updateApplication(
  input: Api.UpdateApplicationInput,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region } = context
  const name = required(input.applicationName, 'applicationName')
  const next = required(input.newApplicationName, 'applicationName')
  return change(context, async (commit) => {
    const stored = await requireApplication(context, name)
    if (next === name) return {}
    if (await applications.get(store, [accountId, region, next]))
      throw refusal('ApplicationAlreadyExistsException', `Application already exists: ${next}`)
    applications.move(commit, { ...stored.value, name: next }, stored)
    return {}
  })
}

/** Deletes an application with its groups and revisions; one that is not there is deleted already. Its deployments can be described. */
export async function deleteApplication(
  input: Api.DeleteApplicationInput,
  context: OperationContext,
): Promise<object> {
  const { store, accountId, region } = context
  const name = required(input.applicationName, 'applicationName')
  return change(context, async (commit) => {
    const stored = await applications.get(store, [accountId, region, name])
    if (!stored) return {}
    applications.remove(commit, stored)
    for (const group of await groupsOf(context, stored.value)) groups.remove(commit, group)
    // However many there are: nothing bounds them.
    commit.deleteRange(revisions.storeKey([accountId, region, stored.value.id]))
    return {}
  })
}
