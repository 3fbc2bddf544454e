/**
 * Two network namespaces joined by a cable: the machine that sandboxes run on, with services that they must not reach, and the world outside
 * it. Real addresses, no packet on any real network. Works for root and without privileges; says why where it cannot.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** What a command in a sandbox's network left behind. */
export interface CommandResult {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** How a command's network is to be. */
export interface CommandOptions {
  readonly reach: 'none' | 'outside' | 'host' | 'public'
  /** `PORT:PATH`: a port inside that leads to a Unix socket. */
  readonly forwards?: readonly string[]
}

/** Addresses: of the machine, of the world outside, and of things outside that are not to be reached. */
export const addresses = {
  machine: '198.18.7.1',
  machineV6: 'fd77::1',
  outside: '198.18.7.2',
  outsideV6: 'fd77::2',
  public: '93.184.216.34',
  private: '10.20.30.40',
  metadata: '169.254.169.254',
  alibabaMetadata: '100.100.100.200',
  metadataV6: 'fd00:ec2::254',
} as const

const support = import.meta.dirname

/** The program under test, for this processor. */
export const sandboxProgram =
  process.env.LAMBENT_TEST_SANDBOX ??
  join(support, `../../src/sandbox/bin/linux-${process.arch}/lambent-sandbox`)

/** Why no such world can be made here; undefined where it can. */
export function missingForWorld(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are of Linux'
  if (!existsSync(sandboxProgram)) return `there is no program for ${process.arch}`
  if (spawnSync(sandboxProgram, ['network-try']).status !== 125) return 'the program has no network-try'
  for (const [command, ...words] of [
    ['ip', '-V'],
    ['nsenter', '--version'],
    [
      'unshare',
      '--user',
      '--map-root-user',
      '--net',
      'ip',
      'link',
      'add',
      'name',
      'va',
      'type',
      'veth',
      'peer',
      'name',
      'vb',
    ],
  ] as const) {
    try {
      execFileSync(command, words, { stdio: 'pipe', timeout: 20_000 })
    } catch (error) {
      return `${command} ${words.join(' ')}: ${(error as Error).message.split('\n')[1] ?? 'fails'}`
    }
  }
  return undefined
}

export interface NetworkWorld {
  /** Runs a command on the machine, to its end. */
  enter(command: readonly string[]): Promise<CommandResult>
  /** Runs a command in a sandbox's network on the machine, to its end. */
  run(options: CommandOptions, command: readonly string[]): Promise<CommandResult>
  /** A folder that is removed with the world. */
  readonly folder: string
  stop(): Promise<void>
}

export async function startWorld(): Promise<NetworkWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-network-'))
  const names = join(folder, 'resolv.conf')
  writeFileSync(names, 'nameserver 127.0.0.53\noptions timeout:2 attempts:1\n')
  const world = spawn(
    'unshare',
    [
      ...['--user', '--map-root-user', '--net', '--mount', 'sh', join(support, 'network-world.sh')],
      ...[process.execPath, join(support, 'network-world-servers.ts'), names],
    ],
    { stdio: ['pipe', 'pipe', 'inherit', 'pipe', 'pipe'] },
  )
  const ended = once(world, 'exit')
  const start = world.stdio[3] as Writable
  const outside = world.stdio[4] as Readable
  const machine = lines(world, world.stdout as Readable)
  const beyond = lines(world, outside)
  await beyond('apart')
  world.stdin?.write('\n')
  await machine('moved')
  start.write('\n')
  await Promise.all([machine('ready'), beyond('ready')])

  const enter = (command: readonly string[]) => {
    const where = ['--target', String(world.pid), '--user', '--net', '--mount', '--preserve-credentials']
    return collect(
      spawn('nsenter', [...where, `--wd=${folder}`, ...command], {
        env: { PATH: process.env.PATH ?? '', HOME: folder },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    )
  }
  return {
    folder,
    enter,
    run: (options, command) => {
      const words = [
        `--reach=${options.reach}`,
        ...(options.forwards ?? []).map((text) => `--forward=${text}`),
      ]
      return enter([sandboxProgram, 'network-try', ...words, '--', ...command])
    },
    stop: async () => {
      world.stdin?.end()
      start.end()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Waits for a line of a stream, in which nothing but such lines comes. */
function lines(world: ChildProcess, stream: Readable): (text: string) => Promise<void> {
  let seen = ''
  stream.on('data', (data) => {
    seen += data
  })
  return async (text) => {
    while (!seen.includes(text + '\n')) {
      if (world.exitCode !== null) throw new Error(`The network world ended before it said ${text}.`)
      await Promise.race([once(stream, 'data'), once(world, 'exit')])
    }
  }
}

async function collect(child: ChildProcess): Promise<CommandResult> {
  let output = ''
  let errors = ''
  child.stdout?.on('data', (data) => {
    output += data
  })
  child.stderr?.on('data', (data) => {
    errors += data
  })
  const [code] = await once(child, 'close')
  return { code, output, errors }
}
