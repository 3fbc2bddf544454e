import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { LoopError } from '../loop-error.ts'

/** A program to run to its end. */
export interface ToolCall {
  readonly program: string
  readonly args: readonly string[]
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a program. Fails with a LoopError that shows the end of what it said. */
export async function runTool({ program, args, folder, env = {} }: ToolCall): Promise<string> {
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: Buffer[] = []
  const answered: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => {
    said.push(piece)
    answered.push(piece)
  })
  child.stderr.on('data', (piece: Buffer) => said.push(piece))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  }).catch((error: NodeJS.ErrnoException) => {
    throw new LoopError(`${program} cannot be started (${error.code ?? error.message}).`)
  })
  if (code === 0) return Buffer.concat(answered).toString('utf8')
  const lines = Buffer.concat(said).toString('utf8').trimEnd().split('\n')
  throw new LoopError(
    `${[program, ...args.slice(0, 3)].join(' ')} failed (exit status ${code}).`,
    lines.slice(-20),
  )
}

/** The path of a program, or undefined where it is not installed. */
export function findTool(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // Not there.
    }
  }
  return undefined
}
