/**
 * Layers with extensions of AWS's that this server brings itself: a program of `bootstraps`, and what starts it. It runs on the server's own Node.js where
 * that has been brought into the environment, else on the machine's.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { bootstraps } from '../bootstraps.ts'
import { zipOf } from '../code/write-zip.ts'
import { nodeInside } from '../telemetry/courier.ts'

/** As AWS names the program of the Parameters and Secrets Lambda Extension, in logs and in the Extensions API. */
export const parametersAndSecretsExtension = 'AWSParametersAndSecretsLambdaExtension'

const folder = 'parameters-and-secrets'

const starter = `#!/bin/sh
node=${nodeInside}/${basename(process.execPath)}
[ -x "$node" ] || node=node
exec "$node" --max-old-space-size=16 "\${0%/*}/../${folder}/extension.mjs"
`

/** The zip of the layer with the AWS Parameters and Secrets Lambda Extension: the same as long as the program is. */
export async function parametersAndSecretsLayer(): Promise<Uint8Array> {
  const names = (await readdir(join(bootstraps, folder))).filter((name) => name.endsWith('.mjs')).sort()
  const files: Record<string, string | Uint8Array> = {
    [`extensions/${parametersAndSecretsExtension}`]: starter,
  }
  for (const name of names) files[`${folder}/${name}`] = await readFile(join(bootstraps, folder, name))
  return zipOf(files, 0o755)
}
