import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'

/** One of AWS's own managed policies, as it stood when the table was made: its default version alone. */
export interface AwsManagedPolicy {
  readonly name: string
  /** `/`, `/service-role/`, `/job-function/`, `/aws-service-role/`. */
  readonly path: string
  readonly versionId: string
  /** Instants in milliseconds since the epoch. */
  readonly createdAt: number
  readonly versionCreatedAt: number
  readonly document: string
}

/** A row of the table: path and name, version, when the policy and when the version was made, the document. */
type Row = readonly [string, string, string, string, string]

const decompress = promisify(brotliDecompress)

let table: Promise<ReadonlyMap<string, AwsManagedPolicy>> | undefined

/**
 * AWS's managed policies by path and name (`/service-role/AWSLambdaBasicExecutionRole`), in that order. Read when
 * first asked for (about 20 ms), and kept: some 1,600 of them take 4 MB. Source: tools/generate-managed-policies.ts.
 */
export function awsManagedPolicies(): Promise<ReadonlyMap<string, AwsManagedPolicy>> {
  table ??= readTable()
  return table
}

async function readTable(): Promise<ReadonlyMap<string, AwsManagedPolicy>> {
  const bytes = await decompress(await readFile(new URL('./aws-managed-policies.json.br', import.meta.url)))
  const rows = JSON.parse(bytes.toString('utf8')) as readonly Row[]
  return new Map(
    rows.map(([pathAndName, versionId, created, versionCreated, document]) => {
      const cut = pathAndName.lastIndexOf('/') + 1
      const policy: AwsManagedPolicy = {
        path: pathAndName.slice(0, cut),
        name: pathAndName.slice(cut),
        versionId,
        createdAt: Date.parse(created),
        versionCreatedAt: Date.parse(versionCreated),
        document,
      }
      return [pathAndName, policy]
    }),
  )
}
