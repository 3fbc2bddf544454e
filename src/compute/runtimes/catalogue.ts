/** Finds out how functions run on this machine. */
import { join } from 'node:path'
import type { Logger } from '../../base/logger.ts'
import type { SandboxHost } from '../../sandbox/index.ts'
import type { RuntimeCatalogue, RuntimePlan } from '../environment/runtime-plan.ts'
import { ComputeError, type FunctionVersion } from '../types.ts'
import { type AwsRuntime, awsRuntimes, runtimeNamed } from './aws-runtimes.ts'
import { bootstrapPlan } from './bootstrap-plan.ts'
import { chooseJava, chooseNode, choosePython, chooseRuby, NoInterpreter } from './choose.ts'
import { fetchDebugpy } from './debugpy.ts'
import { Nodes } from './find-node.ts'
import { Pythons } from './find-python.ts'
import type { Found } from './interpreter.ts'
import { findJavas, javaClient, javaPlan } from './java.ts'
import { installPackages, PackageLayers } from './package-layers.ts'
import { nodePlan, pythonPlan } from './plans.ts'
import { findRubies, rubyPlan } from './ruby.ts'
import { SdkProvider } from './sdks.ts'
import { WarmParents } from './warm-parents.ts'

const anyPythonRuntime = awsRuntimes.find(({ language }) => language === 'python') as AwsRuntime

/** What the catalogue is made from. */
export interface CatalogueParts {
  readonly sandboxes: SandboxHost
  readonly cacheFolder: string
  readonly strictRuntimes: boolean
  readonly logger: Logger
  /** Of this process: where interpreters are looked for. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** Opens the catalogue. Interpreters are looked for, and fetched, when first asked for. */
export function runtimeCatalogue(parts: CatalogueParts): RuntimeCatalogue {
  const { sandboxes, cacheFolder, strictRuntimes, logger, environment = process.env } = parts
  const folder = join(cacheFolder, 'runtimes')
  const pythons = new Pythons({ environment })
  const ended = new AbortController()
  const nodes = new Nodes(folder, logger, ended.signal)
  const sdks = new SdkProvider(folder, logger, ended.signal)
  // pip fetches for any version of Python, whichever runs it.
  const anyPython = () => choosePython(anyPythonRuntime, pythons).then(({ interpreter }) => interpreter)
  const layers = new PackageLayers(folder, logger, ended.signal, installPackages(anyPython))
  const parents = new WarmParents(sandboxes, logger)
  const choices = new Map<string, Promise<Found>>()

  const choose = (runtime: AwsRuntime): Promise<Found> => {
    let choice = choices.get(runtime.identifier)
    if (!choice) {
      choice = chosen(runtime).catch((error: unknown) => {
        // It may be there when it is asked for again.
        choices.delete(runtime.identifier)
        throw error
      })
      choices.set(runtime.identifier, choice)
    }
    return choice
  }

  const chosen = async (runtime: AwsRuntime): Promise<Found> => {
    const found = await find(runtime)
    if (found.match === 'nearest' && strictRuntimes)
      throw new NoInterpreter(
        `${found.warning ?? ''} Only the exact version is allowed here (strict runtimes).`,
      )
    if (found.warning !== undefined) logger.warn(found.warning)
    return found
  }

  const find = async (runtime: AwsRuntime): Promise<Found> => {
    if (runtime.language === 'python') return choosePython(runtime, pythons)
    if (runtime.language === 'nodejs') return chooseNode(runtime, nodes)
    if (runtime.language === 'java') return chooseJava(runtime, await findJavas(environment))
    if (runtime.language === 'ruby') return chooseRuby(runtime, await findRubies(environment))
    throw new NoInterpreter(cannotRun(runtime))
  }

  const plan = async (
    version: FunctionVersion,
    { task, layers }: { readonly task: string; readonly layers?: string },
  ): Promise<RuntimePlan> => {
    const runtime = version.runtime === undefined ? undefined : runtimeNamed(version.runtime)
    if (!runtime) throw new NoInterpreter(`The runtime ${version.runtime ?? 'of images'} cannot be run here.`)
    if (runtime.language === 'provided') return bootstrapPlan(task, layers)
    const found = await choose(runtime)
    if (runtime.language === 'java') return javaPlan(found, await javaClient(folder, logger, ended.signal))
    if (runtime.language === 'ruby') return rubyPlan(version, found)
    const language = runtime.language === 'python' ? 'python' : 'nodejs'
    const sdk = await sdks.for(language, found.interpreter, task)
    return language === 'python'
      ? pythonPlan({
          version,
          found,
          sdk,
          debugger: () => fetchDebugpy(folder, found.interpreter, logger, ended.signal),
          fork: await parents.forking(found.interpreter, sdk),
        })
      : nodePlan({ version, found, sdk, asked: runtime.version })
  }

  return {
    plan: (version, code) =>
      plan(version, code).catch((error: unknown) => {
        if (error instanceof ComputeError) throw error
        throw new ComputeError('no runtime', (error as Error).message, { cause: error })
      }),
    packageLayer: (layer) => layers.archive(layer),
    async giveUpFetching() {
      ended.abort()
      await sdks.settled()
    },
    close: () => parents.close(),
  }
}

function cannotRun({ identifier }: AwsRuntime): string {
  return `${identifier} cannot be run by Lambent. Deploy the function as a custom runtime (provided.al2023).`
}
