/**
 * Operations know a connection by its id alone; of which API and stage it is says the address that a request was sent to. The desk reads
 * that and hands it on within the id.
 */

/** Where the API of a connection is: by id and stage, or by a name of one's own and the path before `/@connections`. */
export type ApiPlace =
  | { readonly apiId: string; readonly stage: string }
  | { readonly host: string; readonly path: string }

const separator = '|'

/** An id with its API. */
export function writeConnectionName(connectionId: string, at: ApiPlace): string {
  const parts = 'apiId' in at ? [at.apiId, at.stage] : ['', at.host, at.path]
  return [connectionId, ...parts].join(separator)
}

/** And back. Undefined: nobody has said of which API it is. */
export function readConnectionName(name: string): {
  readonly connectionId: string
  readonly at: ApiPlace | undefined
} {
  const [connectionId = '', first, second, ...rest] = name.split(separator)
  if (first === undefined || second === undefined) return { connectionId, at: undefined }
  const at = first === '' ? { host: second, path: rest.join(separator) } : { apiId: first, stage: second }
  return { connectionId, at }
}
