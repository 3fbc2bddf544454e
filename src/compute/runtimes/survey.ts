/** Which of AWS's runtimes run on this machine, without fetching anything. */
import { join } from 'node:path'
import { silentLogger } from '../../base/logger.ts'
import { type AwsRuntime, awsRuntimes } from './aws-runtimes.ts'
import { chooseJava, choosePython, chooseRuby } from './choose.ts'
import { Nodes } from './find-node.ts'
import { Pythons } from './find-python.ts'
import { findJavas } from './java.ts'
import { findRubies } from './ruby.ts'

/** How one of AWS's runtimes would run on this machine. */
export interface RuntimeSurvey {
  readonly runtime: string
  /** `fetched`: it comes from npm when a function asks for it. */
  readonly status: 'exact' | 'fetched' | 'nearest' | 'none'
  /** The version that runs it. */
  readonly version?: string
  /** What runs instead, or why nothing does, and how to get the right one. */
  readonly message?: string
}

/** Looks at each of AWS's current runtimes. */
export async function surveyRuntimes(
  cacheFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly RuntimeSurvey[]> {
  const pythons = new Pythons({ environment })
  const nodes = new Nodes(join(cacheFolder, 'runtimes'), silentLogger)
  const javas = await findJavas(environment)
  const rubies = await findRubies(environment)

  const look = async (runtime: AwsRuntime): Promise<RuntimeSurvey> => {
    const { identifier, language, version } = runtime
    if (language === 'provided') return { runtime: identifier, status: 'exact' }
    if (language === 'nodejs') {
      const here = await nodes.here(version)
      return here
        ? { runtime: identifier, status: 'exact', version: here.version }
        : { runtime: identifier, status: 'fetched' }
    }
    try {
      const found =
        language === 'java'
          ? chooseJava(runtime, javas)
          : language === 'ruby'
            ? chooseRuby(runtime, rubies)
            : await choosePython(runtime, pythons)
      return {
        runtime: identifier,
        status: found.match,
        version: found.interpreter.version,
        ...(found.warning === undefined ? {} : { message: found.warning }),
      }
    } catch (error) {
      return { runtime: identifier, status: 'none', message: (error as Error).message }
    }
  }
  return Promise.all(awsRuntimes.map(look))
}
