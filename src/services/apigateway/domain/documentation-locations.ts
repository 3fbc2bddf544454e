/** Where documentation may stand. Source: API Reference, DocumentationPartLocation. */
import type { DocumentationPartLocation } from '@aws-sdk/client-api-gateway'
import { badRequest } from '../errors.ts'

type Member = 'path' | 'method' | 'statusCode' | 'name'

/** The members that a type's place may have, and those of them that it must. */
const members: Readonly<
  Record<string, { readonly may: readonly Member[]; readonly must: readonly Member[] }>
> = {
  API: { may: [], must: [] },
  AUTHORIZER: { may: ['name'], must: ['name'] },
  MODEL: { may: ['name'], must: ['name'] },
  RESOURCE: { may: ['path'], must: [] },
  METHOD: { may: ['path', 'method'], must: [] },
  PATH_PARAMETER: { may: ['path', 'method', 'name'], must: ['name'] },
  QUERY_PARAMETER: { may: ['path', 'method', 'name'], must: ['name'] },
  REQUEST_HEADER: { may: ['path', 'method', 'name'], must: ['name'] },
  REQUEST_BODY: { may: ['path', 'method'], must: [] },
  RESPONSE: { may: ['path', 'method', 'statusCode'], must: [] },
  RESPONSE_HEADER: { may: ['path', 'method', 'statusCode', 'name'], must: ['name'] },
  RESPONSE_BODY: { may: ['path', 'method', 'statusCode'], must: [] },
}

const all: readonly Member[] = ['path', 'method', 'statusCode', 'name']
const usual: Readonly<Partial<Record<Member, string>>> = { path: '/', method: '*', statusCode: 'default' }

/**
 * A place as it is kept: members that are empty texts, as Terraform sends them, count as left out. Fails with BadRequestException.
 * UNVERIFIED: the words.
 */
export function checkLocation(said: DocumentationPartLocation | undefined): DocumentationPartLocation {
  const location: DocumentationPartLocation | undefined = said && {
    type: said.type,
    ...Object.fromEntries(all.flatMap((member) => (said[member] ? [[member, said[member]]] : []))),
  }
  const { type } = location ?? {}
  const rules = members[type ?? '']
  if (!location || !rules || type === undefined)
    throw badRequest('Invalid documentation part location specified')
  for (const member of all)
    if (location[member] !== undefined && !rules.may.includes(member))
      throw badRequest(`Invalid documentation part location: ${member} is not allowed for type ${type}`)
  for (const member of rules.must)
    if (!location[member])
      throw badRequest(`Invalid documentation part location: ${member} is required for type ${type}`)
  return location
}

/** What tells a place from others: members that are left out count as what stands for them. */
export function documentationKey(location: DocumentationPartLocation): string {
  const may = members[location.type ?? '']?.may ?? []
  return JSON.stringify([location.type, ...may.map((member) => location[member] ?? usual[member] ?? '')])
}
