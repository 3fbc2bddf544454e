/**
 * The place where attacks happen: a sandbox host, a victim in one sandbox, things of the host that are to stay out of reach, and attackers in
 * sandboxes of their own. Run as a program, with the names of attacks, it makes them one after the other and prints a line of JSON for each:
 * that way it can be started as another user.
 */
import { createSocket } from 'node:dgram'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { homedir, hostname, networkInterfaces, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { silentLogger } from '../../../src/base/logger.ts'
import {
  type Assignment,
  openSandboxHost,
  type ProcessEnd,
  type ReadOnlyMount,
  type Sandbox,
  type SandboxHost,
  type SandboxProcess,
  type WarmParent,
} from '../../../src/sandbox/index.ts'

/** What an attack came to. */
export interface AttackResult {
  readonly output: string
  readonly end: ProcessEnd
  /** The victim answers, with its memory as it was; so does the host. */
  readonly victimLives: boolean
  readonly peakMemoryBytes: number
  readonly milliseconds: number
}

export interface Attack {
  /** `python fork_bomb`, `fork signals` (by a fork of a warm parent), `node files`, `program PATH`, `newcomers`. */
  readonly name: string
  /** As in an assignment; those of the range are small. */
  readonly limits?: Partial<Assignment['limits']>
}

const mib = 1024 * 1024
const limits: Assignment['limits'] = {
  memoryBytes: 256 * mib,
  processes: 64,
  openFiles: 256,
  cpus: 1,
  tmpBytes: 16 * mib,
}
const victimPort = 9001

/** A warm parent that knows the attacks: a fork of it makes one. */
const parentScript = `
import json, os, sys
sys.path[:0] = ${JSON.stringify([join(import.meta.dirname, '../../../bootstraps/python'), import.meta.dirname])}
import attacks, enter_sandbox
enter_sandbox.serve()
attacks.targets.update(json.loads(os.environ.get('TARGETS', '{}')))
if os.environ['ATTACK'] != 'nothing': attacks.main(os.environ['ATTACK'])
`

/** An interpreter: how it is started, and the trees it needs beside the system's folders. */
interface Interpreter {
  readonly command: string
  readonly mounts: readonly ReadOnlyMount[]
}

function interpreter(command: string): Interpreter {
  const root = dirname(dirname(command))
  // Inside, `/tmp` is the sandbox's own, and hides what lies there.
  if (root.startsWith('/tmp/'))
    return {
      command: `/var/lang${command.slice(root.length)}`,
      mounts: [{ source: root, target: '/var/lang' }],
    }
  return { command, mounts: root === '/usr' || root === '/' ? [] : [{ source: root, target: root }] }
}

export class Range {
  readonly host: SandboxHost
  readonly #folder: string
  readonly #victimProcess: SandboxProcess
  readonly #targets: Record<string, unknown>
  readonly #interpreters: Readonly<Record<string, Interpreter>>
  readonly #parent: WarmParent | undefined
  readonly #close: () => Promise<void>
  readonly #contacts: () => readonly string[]

  private constructor(parts: {
    host: SandboxHost
    folder: string
    victimProcess: SandboxProcess
    targets: Record<string, unknown>
    interpreters: Readonly<Record<string, Interpreter>>
    parent: WarmParent | undefined
    close: () => Promise<void>
    contacts: () => readonly string[]
  }) {
    this.host = parts.host
    this.#folder = parts.folder
    this.#victimProcess = parts.victimProcess
    this.#targets = parts.targets
    this.#interpreters = parts.interpreters
    this.#parent = parts.parent
    this.#close = parts.close
    this.#contacts = parts.contacts
  }

  /** `python`: the path of an interpreter. */
  static async open(python: string): Promise<Range> {
    const folder = mkdtempSync(join(tmpdir(), 'lambent-range-'))
    const secret = `secret-${process.pid}-${process.hrtime.bigint()}`
    process.env.SERVER_SECRET = secret
    const data = join(folder, 'data')
    const code = (name: string) => join(folder, `code-${name}`)
    for (const path of [data, code('attacker'), code('victim')]) mkdirSync(path)
    writeFileSync(join(data, 'store.txt'), secret)
    writeFileSync(join(code('attacker'), 'code.txt'), 'code of the attacker\n')
    writeFileSync(join(code('victim'), 'victim.txt'), secret)

    // Nobody is ever to come here.
    const contacts: string[] = []
    const listeners: Server[] = []
    const listen = async (where: string | { port: number; host: string }) => {
      const server = createServer((socket) => {
        contacts.push(JSON.stringify(where))
        socket.destroy()
      })
      listeners.push(server)
      await new Promise<void>((resolve) => server.listen(where, () => resolve()))
      return server
    }
    const socketPath = join(data, 'server.sock')
    const abstractName = `lambent-range-${process.pid}`
    await listen(socketPath)
    await listen(`\0${abstractName}`)
    const web = await listen({ port: 0, host: '::' })
    const address = web.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const udp = createSocket('udp4')
    udp.on('message', () => contacts.push('datagram'))
    await new Promise<void>((resolve) => udp.bind(port, '0.0.0.0', () => resolve()))

    const host = await openSandboxHost({ logger: silentLogger, runFolder: join(folder, 'run') })
    const interpreters = { python: interpreter(python), node: interpreter(process.execPath) }
    const parent = host.canFork
      ? await host.warmParent({
          command: [python, '-I', '-c', parentScript],
          env: { PATH: '/usr/bin:/bin' },
          workingDirectory: '/',
        })
      : undefined
    const victim = await host.create({ label: 'victim', mounts: [] })
    // The forward of the victim: to reach it from elsewhere counts as contact.
    const api = createServer((socket) => {
      socket.once('data', (bytes) => {
        if (!bytes.includes(secret)) contacts.push('the forward of the victim')
        socket.destroy()
      })
    })
    listeners.push(api)
    const apiPath = join(folder, 'api.sock')
    await new Promise<void>((resolve) => api.listen(apiPath, () => resolve()))
    await victim.assign({
      mounts: [{ source: code('victim'), target: '/var/task' }],
      limits,
      network: { reach: 'none' },
      forwards: [{ name: 'api', port: victimPort, socketPath: apiPath }],
    })
    const script = `echo ${secret} >/tmp/victim; cp /tmp/victim /dev/shm/victim; kept=${secret}; while read line <&3; do echo "$line $kept" >&3; done`
    const victimProcess = await victim.start({
      command: ['/bin/sh', '-c', script],
      env: { PATH: '/usr/bin:/bin', SECRET: secret },
      workingDirectory: '/tmp',
      channels: 1,
    })
    victimProcess.output.resume()
    victimProcess.channels[0]?.resume()
    const addresses = Object.values(networkInterfaces()).flatMap((all) =>
      (all ?? []).map((one) => one.address),
    )
    const targets = {
      secret,
      files: [join(data, 'store.txt'), join(code('victim'), 'victim.txt')],
      folder,
      home: homedir(),
      hostname: hostname(),
      sockets: [socketPath, apiPath],
      abstract: [abstractName],
      port,
      victim_port: victimPort,
      addresses: [...new Set(['127.0.0.1', '::1', '0.0.0.0', '::ffff:127.0.0.1', ...addresses])].filter(
        (one) => !one.startsWith('fe80'),
      ),
      victim: victimProcess.pid,
      victim_group: victimProcess.pid,
      server: process.pid,
      root: process.getuid?.() === 0,
    }
    return new Range({
      host,
      folder,
      victimProcess,
      targets,
      interpreters,
      parent,
      contacts: () => contacts,
      close: async () => {
        udp.close()
        for (const server of listeners) server.close()
        await victim.stop()
        await parent?.stop()
        await host.close()
      },
    })
  }

  /** Everything that came where nobody is to come. */
  get contacts(): readonly string[] {
    return this.#contacts()
  }

  /** Whether the victim answers with what it keeps. */
  async victimLives(): Promise<boolean> {
    const [channel] = this.#victimProcess.channels
    if (channel === undefined || channel.destroyed) return false
    const answer = new Promise<string>((resolve) => channel.once('data', (bytes) => resolve(String(bytes))))
    channel.write('ping\n')
    const late = new Promise<string>((resolve) => setTimeout(() => resolve('late'), 20_000).unref())
    return (await Promise.race([answer, late])) === `ping ${this.#targets.secret}\n`
  }

  /** An attacker in a sandbox of its own, assigned and ready to be started. */
  async attacker(attack: Attack): Promise<{ sandbox: Sandbox; start: () => Promise<SandboxProcess> }> {
    const [kind = '', what = ''] = attack.name.split(' ')
    const used = this.#interpreters[kind === 'fork' ? 'python' : kind]
    const here = import.meta.dirname
    const mounts: ReadOnlyMount[] = [...(used?.mounts ?? []), { source: here, target: '/var/runtime' }]
    if (used === undefined) mounts.push({ source: dirname(what), target: '/var/lang' })
    const sandbox = await this.host.create({ label: attack.name, mounts })
    await sandbox.assign({
      mounts: [{ source: join(this.#folder, 'code-attacker'), target: '/var/task' }],
      limits: { ...limits, ...attack.limits },
      network: { reach: 'outside' },
      forwards: [],
    })
    const command: [string, ...string[]] =
      used === undefined
        ? [`/var/lang/${what.slice(dirname(what).length + 1)}`]
        : [used.command, kind === 'python' ? '/var/runtime/attacks.py' : '/var/runtime/attacks.mjs', what]
    const env = { PATH: '/usr/bin:/bin', TARGETS: JSON.stringify(this.#targets) }
    const process = { workingDirectory: '/tmp', channels: 2 }
    const start = () =>
      kind === 'fork' && this.#parent !== undefined
        ? sandbox.fork(this.#parent, { ...process, env: { ...env, ATTACK: what } })
        : sandbox.start({ ...process, command, env })
    return { sandbox, start }
  }

  async make(attack: Attack): Promise<AttackResult> {
    const began = performance.now()
    const { sandbox, start } = await this.attacker(attack)
    try {
      const attacker = await start()
      const deadline = setTimeout(() => attacker.kill('SIGKILL'), 30_000)
      let output = ''
      attacker.output.on('data', (bytes) => {
        output += bytes
      })
      attacker.output.resume()
      // Not the end of its output, which processes that it left behind keep open.
      const end = await attacker.ended
      await attacker.outputDelivered()
      clearTimeout(deadline)
      const usage = await sandbox.usage()
      return {
        output: output.trimEnd(),
        end,
        victimLives: await this.victimLives(),
        peakMemoryBytes: usage.peakMemoryBytes,
        milliseconds: performance.now() - began,
      }
    } finally {
      await sandbox.stop()
    }
  }

  /** One process of a sandbox tries to take over others that start there meanwhile. */
  async newcomers(): Promise<AttackResult> {
    const began = performance.now()
    const { sandbox, start } = await this.attacker({ name: 'python newcomers' })
    try {
      const attacker = await start()
      let output = ''
      const looking = new Promise<void>((resolve) => attacker.output.once('data', () => resolve()))
      attacker.output.on('data', (bytes) => {
        output += bytes
      })
      attacker.output.resume()
      await looking
      for (let count = 0; count < 60; count += 1) {
        const newcomer =
          count % 2 === 0 || this.#parent === undefined
            ? await sandbox.start({ command: ['/bin/true'], env: {}, workingDirectory: '/', channels: 0 })
            : await sandbox.fork(this.#parent, {
                env: { ATTACK: 'nothing' },
                workingDirectory: '/',
                channels: 0,
              })
        newcomer.output.resume()
        await newcomer.ended
      }
      attacker.channels[0]?.write('x')
      const end = await attacker.ended
      await attacker.outputDelivered()
      return {
        output: output.trimEnd().split('\n').slice(1).join('\n'),
        end,
        victimLives: await this.victimLives(),
        peakMemoryBytes: 0,
        milliseconds: performance.now() - began,
      }
    } finally {
      await sandbox.stop()
    }
  }

  async close(): Promise<void> {
    await this.#close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Settings of the kernel that attackers aim at: compared before and after. */
function kernelSettings(): string {
  const files = ['core_pattern', 'modprobe', 'sysrq', 'hostname'].map((name) => `/proc/sys/kernel/${name}`)
  return files
    .map((path) => {
      try {
        return readFileSync(path, 'utf8')
      } catch {
        return ''
      }
    })
    .join('')
}

if (process.argv[1] === import.meta.filename) {
  const [python = '', ...attacks] = process.argv.slice(2)
  const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)
  const before = kernelSettings()
  const range = await Range.open(python)
  say({ protections: range.host.protections })
  for (const words of attacks) {
    const attack = JSON.parse(words) as Attack
    say({ name: words, ...(await (attack.name === 'newcomers' ? range.newcomers() : range.make(attack))) })
  }
  say({ contacts: range.contacts, settingsKept: before === kernelSettings() })
  await range.close()
}
