/**
 * How an image is run: in the same sandbox as everything else, with the image as its root, and with the HTTP Runtime API, which
 * AWS's base images and every image with a runtime interface client speak. `USER` of an image has no meaning, as on AWS.
 */
import { lstat, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { RuntimePlan } from '../environment/runtime-plan.ts'
import { ComputeError, type FunctionVersion } from '../types.ts'
import { readImage } from './fetch-image.ts'
import { linksMax } from './limits.ts'
import { folderAt } from './safe-path.ts'

/** The plan for a function from an image. `folder`: where the image was fetched to. Fails with a ComputeError. */
export async function imagePlan(
  version: FunctionVersion,
  folder: string,
  hasOwnRoots: boolean,
): Promise<RuntimePlan> {
  if (!hasOwnRoots)
    throw new ComputeError(
      'no runtime',
      'Container images need namespaces, which are not to be had on this machine: see lambent doctor.',
    )
  const { root, config } = await readImage(folder)
  const { image = {} } = version
  const [name, ...rest] = [...(image.entryPoint ?? config.entryPoint), ...(image.command ?? config.command)]
  const workingDirectory = image.workingDirectory ?? (config.workingDirectory || '/')
  return {
    speaks: 'runtime-api',
    ownRoot: true,
    mounts: [{ source: root, target: '/' }],
    async start(sandbox, process) {
      if (name === undefined) throw new Error('The image has neither an ENTRYPOINT nor a CMD.')
      const program = await findProgram(root, name, process.env.PATH ?? '', workingDirectory)
      if (program === undefined) throw new Error(`fork/exec ${name}: no such file or directory`)
      return await sandbox.start({ ...process, command: [program, ...rest], workingDirectory, channels: 0 })
    },
    variables: () => ({ PATH: defaultPath, ...config.environment }),
    sdkPaths: () => [],
  }
}

/** Source: Docker, the PATH of images that set none. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** A program's place inside an image, as a shell would find it; undefined when there is none. */
async function findProgram(
  root: string,
  name: string,
  path: string,
  workingDirectory: string,
): Promise<string | undefined> {
  const candidates = name.includes('/')
    ? [name.startsWith('/') ? name : join(workingDirectory, name)]
    : path.split(':').map((folder) => join(folder || workingDirectory, name))
  for (const candidate of candidates) if (await isProgram(root, candidate)) return candidate
  return undefined
}

async function isProgram(root: string, path: string): Promise<boolean> {
  let parts = path.split('/').filter((part) => part !== '')
  for (let links = 0; links <= linksMax; links++) {
    const name = parts.pop()
    const folder = await folderAt(root, parts, false)
    if (name === undefined || folder === undefined) return false
    const found = await lstat(join(folder, name)).catch(() => undefined)
    if (found === undefined) return false
    if (!found.isSymbolicLink()) return found.isFile() && (found.mode & 0o111) !== 0
    const target = await readlink(join(folder, name))
    const above = target.startsWith('/') ? [] : folder.slice(root.length).split('/')
    parts = [...above, ...target.split('/')].filter((part) => part !== '')
  }
  return false
}
