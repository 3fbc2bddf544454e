/** Attacks on a sandbox by Node.js: `attacks.mjs NAME` prints `held`, or what got through. See attacks.py. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import { Worker } from 'node:worker_threads'

const targets = JSON.parse(process.env.TARGETS ?? '{}')
const through = []
const mustFail = (what, action) => {
  try {
    const result = action()
    through.push(`${what}: ${String(result).slice(0, 80)}`)
  } catch {
    // As it should be.
  }
}
const refused = (what, options) =>
  new Promise((resolve) => {
    const socket = net.connect(options, () => {
      through.push(what)
      socket.destroy()
      resolve()
    })
    const limit = setTimeout(() => {
      through.push(`${what}: no refusal`)
      socket.destroy()
      resolve()
    }, 3000)
    socket.on('error', () => {
      clearTimeout(limit)
      resolve()
    })
  })

const attacks = {
  files() {
    for (const path of [
      '/etc/shadow',
      ...targets.files,
      `/proc/1/root${targets.files[0]}`,
      `/tmp/../../..${targets.files[0]}`,
    ])
      mustFail(path, () => fs.readFileSync(path))
    for (const path of [targets.folder, targets.home, '/proc/1/fd/3', '/sys'])
      if (!['/', '/tmp'].includes(path)) mustFail(path, () => fs.readdirSync(path))
    fs.symlinkSync(targets.files[0], '/tmp/node-link')
    mustFail('link', () => fs.readFileSync('/tmp/node-link'))
    for (const path of ['/var/task/code.txt', '/etc/passwd', process.execPath]) {
      mustFail(path, () => fs.appendFileSync(path, 'x'))
      mustFail(path, () => fs.chmodSync(path, 0o777))
      mustFail(path, () => fs.renameSync(path, `${path}.old`))
    }
    mustFail('/var/task', () => fs.writeFileSync('/var/task/written', 'x'))
    mustFail('/', () => fs.mkdirSync('/made'))
  },
  processes() {
    for (const pid of [targets.victim, targets.server]) {
      mustFail(`kill ${pid}`, () => process.kill(pid, 'SIGKILL'))
      mustFail(`priority ${pid}`, () => os.setPriority(pid, 19))
    }
    mustFail('setuid', () => process.setuid(0))
    mustFail('setgid', () => process.setgid(0))
    for (const entry of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (![1, process.pid, process.ppid].includes(Number(entry))) through.push(`process ${entry}`)
    }
    for (const name of ['environ', 'mem', 'maps', 'fd/3'])
      mustFail(name, () => fs.readFileSync(`/proc/1/${name}`))
    const { stdout } = spawnSync(
      '/bin/sh',
      ['-c', 'unshare -Ur id; mount -t tmpfs x /tmp; su -c id; cat /etc/shadow; dmesg'],
      { encoding: 'utf8' },
    )
    if (stdout !== '') through.push(stdout)
  },
  async network() {
    for (const host of targets.addresses)
      await refused(`${host}:${targets.port}`, { host, port: targets.port })
    for (const host of ['169.254.169.254', 'fd00:ec2::254']) await refused(host, { host, port: 80 })
    for (const path of targets.sockets) await refused(path, { path })
    for (const name of targets.abstract) await refused(name, { path: `\0${name}` })
    await refused('the forward of another', { host: '127.0.0.1', port: targets.victim_port })
  },
  environment() {
    for (const name of Object.keys(process.env))
      if (!['PATH', 'TARGETS'].includes(name)) through.push(`${name}=${process.env[name]}`)
    if (os.hostname() === targets.hostname) through.push('name of the host')
    if (fs.readFileSync('/proc/self/environ', 'utf8').includes('SERVER_SECRET=')) through.push('environment')
    for (const interfaces of Object.values(os.networkInterfaces()))
      for (const { address } of interfaces)
        if (targets.addresses.includes(address) && !['127.0.0.1', '::1'].includes(address))
          through.push(address)
    for (const { username, homedir } of [os.userInfo()]) if (homedir === targets.home) through.push(username)
  },
  async fork_bomb() {
    let started = 0
    for (;;) {
      const child = spawn('/bin/sleep', ['1000'], { stdio: 'ignore' })
      const failed = await Promise.race([
        once(child, 'error').then(([error]) => error),
        once(child, 'spawn').then(() => undefined),
      ]).catch((error) => error)
      if (failed !== undefined) {
        process.stdout.write(`stopped at ${started}: ${failed.code}\n`)
        process.exit(0)
      }
      started += 1
    }
  },
  memory_bomb() {
    const kept = []
    for (;;) kept.push(Buffer.alloc(8 << 20, 'x'))
  },
  async worker_bomb() {
    for (;;) {
      const worker = new Worker('setInterval(() => {}, 1000)', { eval: true })
      await once(worker, 'online')
    }
  },
  descriptor_bomb() {
    let count = 0
    try {
      for (;;) {
        fs.openSync('/dev/null')
        count += 1
      }
    } catch (error) {
      process.stdout.write(`stopped at ${count}: ${error.code}\n`)
    }
  },
}

const name = process.argv[2] ?? ''
await attacks[name]()
if (!name.endsWith('_bomb')) process.stdout.write(`${through.length === 0 ? 'held' : through.join('\n')}\n`)
