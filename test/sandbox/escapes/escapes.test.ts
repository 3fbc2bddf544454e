/**
 * Every attack fails: as root, and without privileges. One process makes them all (range.ts), once for each user.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import type { Protection } from '../../../src/sandbox/index.ts'
import type { Attack, AttackResult } from './range.ts'

const mib = 1024 * 1024

/** Attacks that must come to nothing. */
const held = [
  ...[
    'host_files',
    'dots_and_links',
    'other_processes',
    'memory_of_others',
    'signals',
    'mounts',
    'namespaces',
    'write_code',
    'devices',
    'privileges',
    'capabilities',
    'kernel_doors',
    'kernel_files',
    'groups',
    'host_network',
    'unix_sockets',
    'other_sandbox',
    'inherited',
    'environment',
  ].map((name) => `python ${name}`),
  ...[
    'other_processes',
    'memory_of_others',
    'signals',
    'mounts',
    'namespaces',
    'privileges',
    'capabilities',
    'kernel_doors',
    'host_network',
    'unix_sockets',
    'inherited',
    'environment',
  ].map((name) => `fork ${name}`),
  ...['files', 'processes', 'network', 'environment'].map((name) => `node ${name}`),
  'newcomers',
]

/** Bombs, and where their limit stops them. */
const bombs: ReadonlyArray<Attack & { readonly stops: (result: AttackResult) => void }> = [
  { name: 'python fork_bomb', stops: stoppedBelow(64) },
  { name: 'python thread_bomb', stops: stoppedBelow(64) },
  { name: 'node fork_bomb', stops: stoppedBelow(64) },
  { name: 'python descriptor_bomb', stops: stoppedBelow(256) },
  { name: 'node descriptor_bomb', stops: stoppedBelow(256) },
  { name: 'python memory_bomb', limits: { memoryBytes: 128 * mib }, stops: outOfMemory },
  { name: 'node memory_bomb', limits: { memoryBytes: 128 * mib }, stops: outOfMemory },
  {
    name: 'python disk_bomb',
    limits: { tmpBytes: 16 * mib },
    stops: ({ output }) => {
      const [, size, files] = /^stopped at (\d+) MiB and (.*) files$/.exec(output) ?? []
      assert.ok(Number(size) <= 16 + 64, output)
      assert.equal(files, 'few')
    },
  },
  { name: 'python socket_bomb', stops: ({ output }) => assert.equal(output, 'tried') },
]

function stoppedBelow(limit: number) {
  return ({ output, end }: AttackResult) => {
    // Where no control group counts memory, what processes share counts for each of them.
    if (end.outOfMemory) return
    const [, count] = /^stopped at (\d+): (EAGAIN|EMFILE|ENOMEM)$/.exec(output) ?? []
    assert.ok(count !== undefined && Number(count) < limit, output)
  }
}

function outOfMemory({ end, output }: AttackResult): void {
  assert.equal(output, '')
  assert.equal(end.outOfMemory, true)
}

function findPython(): string | undefined {
  for (const path of ['/usr/bin/python3', '/usr/local/bin/python3']) if (existsSync(path)) return path
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

const python = findPython()
const unprivileged = 65534

/** A C program, or undefined where there is no compiler. */
function compile(folder: string): string | undefined {
  const program = join(folder, 'attacks')
  try {
    execFileSync('cc', ['-O1', '-o', program, join(import.meta.dirname, 'attacks.c')], { stdio: 'pipe' })
    return program
  } catch {
    return undefined
  }
}

const asRoot = process.getuid?.() === 0

/** The repository may lie where nobody else may go. */
function mayRun(user: number | undefined): boolean {
  if (user === undefined) return true
  const range = join(import.meta.dirname, 'range.ts')
  const options = { uid: user, gid: user, cwd: '/', env: { PATH: process.env.PATH, HOME: '/' } }
  return spawnSync(process.execPath, ['--check', range], options).status === 0
}

for (const user of asRoot ? [undefined, unprivileged] : [undefined]) {
  describe(`escapes ${user === undefined && asRoot ? 'as root' : 'without privileges'}`, {
    skip:
      process.platform !== 'linux'
        ? 'walls are of Linux'
        : python === undefined
          ? 'there is no Python to attack with'
          : !mayRun(user)
            ? 'another user cannot read this folder'
            : false,
  }, () => {
    const results = new Map<string, AttackResult>()
    let protections: readonly Protection[] = []
    let last: { contacts: readonly string[]; settingsKept: boolean } | undefined
    let folder = ''
    let program: string | undefined
    let reason: string | undefined

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'lambent-escapes-'))
      execFileSync('chmod', ['755', folder])
      program = compile(folder)
      const attacks: Attack[] = [
        ...held.map((name) => ({ name })),
        ...(program === undefined ? [] : [{ name: `program ${program}` }]),
        ...bombs.map(({ name, limits }) => ({ name, ...(limits === undefined ? {} : { limits }) })),
      ]
      const child = spawn(
        process.execPath,
        [
          join(import.meta.dirname, 'range.ts'),
          python ?? '',
          ...attacks.map((attack) => JSON.stringify(attack)),
        ],
        {
          stdio: ['ignore', 'pipe', 'pipe'],
          env: { PATH: process.env.PATH, HOME: folder, TMPDIR: tmpdir() },
          cwd: '/',
          ...(user === undefined ? {} : { uid: user, gid: user }),
        },
      )
      const [output, errors] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ])
      for (const line of output.trimEnd().split('\n')) {
        const value = JSON.parse(line)
        if (value.name !== undefined) results.set((JSON.parse(value.name) as Attack).name, value)
        else if (value.protections !== undefined) protections = value.protections
        else last = value
      }
      if (last === undefined) reason = errors
    })
    after(() => rmSync(folder, { recursive: true, force: true }))

    const result = (name: string): AttackResult => {
      const found = results.get(name)
      assert.ok(found, `It did not come to that: ${reason}`)
      assert.ok(found.victimLives, 'The victim has noticed.')
      return found
    }
    const stands = (name: string) => protections.some((one) => one.name === name && one.active)

    it('the walls stand', () => {
      assert.equal(reason, undefined)
      assert.deepEqual(
        ['namespaces', 'read-only code', 'unprivileged user', 'seccomp', 'network'].filter(
          (name) => !stands(name),
        ),
        [],
      )
    })

    for (const name of held) {
      it(name, () => {
        assert.equal(result(name).output, 'held')
      })
    }

    it('program: system calls of other processors', (context) => {
      if (program === undefined) context.skip('there is no C compiler')
      else assert.equal(result(`program ${program}`).output, 'held')
    })

    for (const { name, stops } of bombs) it(name, () => stops(result(name)))

    it('nobody came where nobody is to come, and the kernel is set as before', () => {
      assert.deepEqual(last, { contacts: [], settingsKept: true })
    })
  })
}
