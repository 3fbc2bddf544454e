/** Which interpreter runs a runtime: the right one, else the nearest, else none; and what is said about it. */
import type { AwsRuntime } from './aws-runtimes.ts'
import type { Nodes } from './find-node.ts'
import { minor, type Pythons } from './find-python.ts'
import { type Found, type Interpreter, nearest } from './interpreter.ts'

/** Nothing can run it, or strictness forbids what can. */
export class NoInterpreter extends Error {
  override readonly name = 'NoInterpreter'
}

export async function choosePython(runtime: AwsRuntime, pythons: Pythons): Promise<Found> {
  const exact = await pythons.exactly(runtime.version)
  if (exact && isUsable(exact)) return { interpreter: exact, match: 'exact' }
  const wanted = Number(runtime.version.split('.')[1])
  const usable = (await pythons.all()).filter(isUsable)
  const other = nearest(usable, (found) => Number(minor(found).split('.')[1]) - wanted)
  return instead(runtime, other, 'Python', howToGetPython(runtime.version))
}

/** The bootstrap runs on Python 3.8 and later. */
function isUsable(found: Interpreter): boolean {
  return Number(minor(found).split('.')[1]) >= 8
}

export async function chooseNode(runtime: AwsRuntime, nodes: Nodes): Promise<Found> {
  let reason: string
  try {
    return { interpreter: await nodes.get(runtime.version), match: 'exact' }
  } catch (error) {
    reason = (error as Error).message
  }
  return instead(
    runtime,
    await nodes.own(),
    'Node.js',
    `It could not be fetched from npm (${reason}); with npm and a network it is fetched by itself.`,
  )
}

export function chooseJava(runtime: AwsRuntime, javas: readonly Interpreter[]): Found {
  const major = (found: Interpreter) => Number(found.version.split('.')[0])
  const wanted = Number(runtime.version)
  const exact = javas.find((found) => major(found) === wanted)
  if (exact) return { interpreter: exact, match: 'exact' }
  // An older one cannot run what was compiled for a newer one.
  const newer = javas.filter((found) => major(found) > wanted)
  return instead(
    runtime,
    nearest(newer, (found) => major(found) - wanted),
    'Java',
    `Install a JDK ${wanted}: apt-get install openjdk-${wanted}-jre-headless, or Amazon Corretto ${wanted}.`,
  )
}

export function chooseRuby(runtime: AwsRuntime, rubies: readonly Interpreter[]): Found {
  const number = (version: string) => {
    const [major = 0, second = 0] = version.split('.').map(Number)
    return major * 100 + second
  }
  const wanted = number(runtime.version)
  const exact = rubies.find((found) => number(found.version) === wanted)
  if (exact) return { interpreter: exact, match: 'exact' }
  return instead(
    runtime,
    nearest(rubies, (found) => number(found.version) - wanted),
    'Ruby',
    `Install it: rbenv install ${runtime.version}, ruby-install ruby ${runtime.version}, or your system's package ruby.`,
  )
}

export function howToGetPython(version: string): string {
  return `Install it: uv python install ${version}, or pyenv install ${version}, or your system's package python${version}.`
}

function instead(runtime: AwsRuntime, other: Interpreter | undefined, language: string, how: string): Found {
  const { identifier, version } = runtime
  if (!other)
    throw new NoInterpreter(`${identifier} needs ${language} ${version}, and none is on this machine. ${how}`)
  const warning = `${identifier} runs on ${language} ${other.version}: ${language} ${version} is not on this machine. ${how}`
  return { interpreter: other, match: 'nearest', warning }
}
