import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import { randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { change } from '../changing.ts'
import { limitExceeded, queryDefinitionNotFound } from '../errors.ts'
import { queryDefinitionsPerAccount } from '../limits.ts'
import { type QueryDefinition, queryDefinitions } from '../records.ts'
import { required } from '../required.ts'

/** Saves a query, or puts another in its place. The query itself is not read. */
export async function putQueryDefinition(
  input: Api.PutQueryDefinitionRequest,
  context: OperationContext,
): Promise<Api.PutQueryDefinitionResponse> {
  const { accountId, region, now, random } = context
  const newId = randomUuid(random)
  const id = await change(context, async (commit) => {
    const before = await findDefinition(context, input.queryDefinitionId)
    const definition: QueryDefinition = {
      accountId,
      region,
      id: before?.value.id ?? newId,
      name: required(input.name, 'name'),
      language: input.queryLanguage ?? 'CWLI',
      query: required(input.queryString, 'queryString'),
      groupNames: input.logGroupNames ?? [],
      ...(input.parameters === undefined ? {} : { parameters: input.parameters.map(readParameter) }),
      updatedAt: now,
    }
    queryDefinitions.put(commit, definition, before)
    return definition.id
  })
  return { queryDefinitionId: id }
}

async function findDefinition(
  { accountId, region, store }: OperationContext,
  id: string | undefined,
): Promise<Stored<QueryDefinition> | undefined> {
  if (id !== undefined) {
    const stored = await queryDefinitions.get(store, [accountId, region, id])
    if (stored === undefined) throw queryDefinitionNotFound()
    return stored
  }
  const { items } = await queryDefinitions.list(store, {
    prefix: [accountId, region],
    limit: queryDefinitionsPerAccount,
  })
  if (items.length >= queryDefinitionsPerAccount) throw limitExceeded()
  return undefined
}

function readParameter({ name, defaultValue, description }: Api.QueryParameter) {
  return {
    name: required(name, 'name'),
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(description === undefined ? {} : { description }),
  }
}
