/** Java: the machine's own, and AWS's runtime interface client, which Maven fetches. */
import { execFile } from 'node:child_process'
import { readdir, realpath, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Logger } from '../../base/logger.ts'
import type { ReadOnlyMount } from '../../sandbox/index.ts'
import type { RuntimePlan } from '../environment/runtime-plan.ts'
import { exists, installOnce } from './install-once.ts'
import { type Found, type Interpreter, mountsOf } from './interpreter.ts'
import { runClient } from './package-clients.ts'

const clientVersion = '2.10.1'
/** Has Maven bring AWS's client and what it needs. */
const project = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>lambent</groupId><artifactId>java-client</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>com.amazonaws</groupId>
    <artifactId>aws-lambda-java-runtime-interface-client</artifactId>
    <version>${clientVersion}</version>
  </dependency></dependencies>
</project>
`
const clientClass = 'com.amazonaws.services.lambda.runtime.api.client.AWSLambda'

/** Java development kits and runtimes of this machine. */
export async function findJavas(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly Interpreter[]> {
  const homes = ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines', '/opt/java']
  const programs = [join(environment.JAVA_HOME ?? '/', 'bin/java')]
  programs.push(...(environment.PATH ?? '').split(':').map((folder) => join(folder, 'java')))
  for (const home of homes) {
    const names = await readdir(home).catch(() => [])
    programs.push(
      ...names.flatMap((name) => [join(home, name, 'bin/java'), join(home, name, 'Contents/Home/bin/java')]),
    )
  }
  const found = new Map<string, Interpreter>()
  for (const program of programs) {
    const path = await realpath(program).catch(() => undefined)
    if (path === undefined || found.has(path)) continue
    const version = await versionOf(path)
    const prefix = dirname(dirname(path))
    if (version !== undefined)
      found.set(path, { path, version, prefix, mounts: [...mountsOf(prefix), ...(await settingsOf(prefix))] })
  }
  return [...found.values()]
}

/** Debian keeps a JDK's settings elsewhere, behind links. */
async function settingsOf(prefix: string): Promise<readonly ReadOnlyMount[]> {
  const file = await realpath(join(prefix, 'conf/security/java.security')).catch(() => undefined)
  if (file === undefined || file.startsWith(`${prefix}/`)) return []
  const folder = dirname(dirname(file))
  return [{ source: folder, target: folder }]
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stderr } = await promisify(execFile)(path, ['-version'], { timeout: 20_000, env: {} })
    return /version "([\d.]+)/.exec(stderr)?.[1]
  } catch {
    return undefined
  }
}

/** The folder with AWS's client. Fails when Maven is not there or cannot fetch it. */
export async function javaClient(cacheFolder: string, logger: Logger, ended?: AbortSignal): Promise<string> {
  return installOnce(join(cacheFolder, `java-client-${clientVersion}`), async (stage) => {
    logger.info("Fetching AWS's runtime client for Java, once ...")
    const pom = join(stage, 'pom.xml')
    await writeFile(pom, project)
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${stage}`, '-Dmdep.stripVersion=true']
    await runClient('mvn', ['-q', '-B', '-f', pom, ...goal], { signal: ended })
    if (!(await exists(join(stage, 'aws-lambda-java-runtime-interface-client.jar'))))
      throw new Error('Maven brought nothing')
  })
}

/** How a Java function runs. Source: AWS's image of the runtime: its class path and flags. */
export function javaPlan(found: Found, clientFolder: string): RuntimePlan {
  const { interpreter, warning } = found
  return {
    speaks: 'runtime-api',
    mounts: [...interpreter.mounts, { source: clientFolder, target: '/var/runtime/lib' }],
    start: (sandbox, process) => {
      const task = sandbox.pathOf('/var/task')
      const opt = sandbox.pathOf('/opt')
      const classPath = [
        task,
        `${task}/lib/*`,
        `${opt}/java/lib/*`,
        `${sandbox.pathOf('/var/runtime/lib')}/*`,
      ].join(':')
      const command = [
        interpreter.path,
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-Xshare:auto',
        '-cp',
        classPath,
        clientClass,
        process.env._HANDLER ?? '',
      ] as const
      return sandbox.start({ ...process, command, channels: 0 })
    },
    variables: () => ({}),
    sdkPaths: () => [],
    runtimeVersion: `java:${interpreter.version}`,
    ...(warning === undefined ? {} : { warning }),
  }
}
