import { readdir, readFile } from 'node:fs/promises'
import type { ResourceSpec } from '../aws/resource-spec.ts'

type Namespace = Readonly<Record<string, Omit<ResourceSpec, 'typeName'>>>

const loaded = new Map<string, Promise<Namespace | undefined>>()

/**
 * What AWS publishes of a resource type (`AWS::SQS::Queue`), or nothing when AWS has no such type. A namespace is read
 * from disk once for the process, when one of its types is first asked for.
 */
export async function loadResourceSpec(typeName: string): Promise<ResourceSpec | undefined> {
  const parts = /^(\w+)::(\w+)::\w+$/.exec(typeName)
  if (!parts) return undefined
  const spec = (await loadNamespace(`${parts[1]}-${parts[2]}`))?.[typeName]
  return spec && { typeName, ...spec }
}

/** The names of all types that AWS publishes in a namespace (`AWS::SQS`), sorted; none for one that does not exist. */
export async function resourceTypeNames(namespace: string): Promise<readonly string[]> {
  const parts = /^(\w+)::(\w+)$/.exec(namespace)
  return parts ? Object.keys((await loadNamespace(`${parts[1]}-${parts[2]}`)) ?? {}).sort() : []
}

/** The namespaces of all resource types that AWS has: `AWS::SQS`. Sorted. */
export async function resourceNamespaces(): Promise<readonly string[]> {
  const files = await readdir(new URL('generated/resources/', import.meta.url))
  return files
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length).replace('-', '::'))
    .sort()
}

function loadNamespace(name: string): Promise<Namespace | undefined> {
  let namespace = loaded.get(name)
  if (!namespace) {
    namespace = read(name)
    loaded.set(name, namespace)
    // Names come from templates: those that AWS does not have would be kept without end.
    const forget = () => loaded.delete(name)
    namespace.then((found) => found ?? forget(), forget)
  }
  return namespace
}

async function read(name: string): Promise<Namespace | undefined> {
  try {
    return JSON.parse(
      await readFile(new URL(`generated/resources/${name}.json`, import.meta.url), 'utf8'),
    ) as Namespace
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
