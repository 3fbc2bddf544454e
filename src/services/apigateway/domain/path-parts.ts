/** Paths of resources. Source: API Reference, CreateResource; the words are AWS's, as its answers show them. */
import type { Resource } from '@aws-sdk/client-api-gateway'
import { badRequest, conflict } from '../errors.ts'

const plainPart = /^[a-zA-Z0-9._:~$!&'()*+,;=@%-]+$/
const variablePart = /^\{[a-zA-Z0-9._:$-]+\+?\}$/

/** Whether a part is a variable: `{id}`, `{proxy+}`. */
export function isVariable(part: string): boolean {
  return part.startsWith('{')
}

/** Whether a part takes all that follows. */
export function isGreedy(part: string): boolean {
  return part.endsWith('+}')
}

/** Fails with BadRequestException. UNVERIFIED: which other characters plain parts may have. */
export function checkPathPart(part: string): void {
  if (!variablePart.test(part) && !(plainPart.test(part) && !part.includes('{')))
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    )
}

/** Whether a part may stand below its parent, beside its siblings. Fails with ConflictException and BadRequestException. */
export function checkPlace(part: string, parent: Resource, siblings: readonly Resource[]): void {
  if (isGreedy(parent.pathPart ?? ''))
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`)
  if (siblings.some(({ pathPart }) => pathPart === part))
    throw conflict(`Another resource with the same parent already has this name: ${part}`)
  const variable = isVariable(part) ? siblings.find(({ pathPart = '' }) => isVariable(pathPart)) : undefined
  if (variable)
    throw badRequest(
      `A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`,
    )
}

/** The path of a child. */
export function childPath(parentPath: string, part: string): string {
  return parentPath === '/' ? `/${part}` : `${parentPath}/${part}`
}

/** Those of the resources that lie below one of them, it not included. */
export function descendantsOf(id: string, all: readonly Resource[]): Resource[] {
  const found: Resource[] = []
  let level = [id]
  while (level.length > 0) {
    const children = all.filter(({ parentId }) => parentId !== undefined && level.includes(parentId))
    found.push(...children)
    level = children.flatMap((child) => child.id ?? [])
  }
  return found
}
