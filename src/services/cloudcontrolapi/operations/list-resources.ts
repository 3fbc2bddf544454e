import type { ListResourcesInput, ListResourcesOutput } from '@aws-sdk/client-cloudcontrol'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { Operation, ResourceProperties, ResourceTypes } from '../../../dispatch/index.ts'
import { callerOf, callsOf } from '../calls.ts'
import { invalidRequest, unsupportedAction, validation } from '../errors.ts'
import { pageSize } from '../limits.ts'
import { parseObject, requireType } from '../types.ts'

/** Identifiers in the order of their text; properties beside them are those that identify. */
export function listResources(types: ResourceTypes): Operation<ListResourcesInput, ListResourcesOutput> {
  return async ({ TypeName = '', ResourceModel, RoleArn, MaxResults = pageSize, NextToken }, context) => {
    const { type, spec } = await requireType(types, TypeName, 'LIST')
    if (!type.list) throw unsupportedAction(TypeName, 'LIST')
    const model = ResourceModel === undefined ? {} : parseObject(ResourceModel)
    // UNVERIFIED: the words.
    if (!model) throw invalidRequest('The resource model must be a JSON object.')
    const purpose = JSON.stringify(['ListResources', context.accountId, context.region, TypeName, model])
    const after = NextToken === undefined ? undefined : readPageToken(purpose, NextToken)
    if (NextToken !== undefined && typeof after !== 'string') throw validation('Invalid NextToken')
    const calls = callsOf(context, callerOf(context, RoleArn))
    const all = [...(await type.list(calls, model as ResourceProperties))].sort()
    const rest = typeof after === 'string' ? all.filter((identifier) => identifier > after) : all
    const page = rest.slice(0, MaxResults)
    const last = page.at(-1)
    return {
      TypeName,
      ResourceDescriptions: page.map((Identifier) => ({
        Identifier,
        Properties: JSON.stringify(identifying(spec.primaryIdentifier, Identifier)),
      })),
      ...(rest.length > page.length && last !== undefined
        ? { NextToken: writePageToken(purpose, last) }
        : {}),
    }
  }
}

function identifying(names: readonly string[], identifier: string): Record<string, string> {
  const parts = names.length > 1 ? identifier.split('|') : [identifier]
  return Object.fromEntries(names.map((name, at) => [name, parts[at] ?? '']))
}
