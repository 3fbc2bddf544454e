import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Whether the process's command line is that of this program. False when it cannot be read. */
export function looksLikeLambent(pid: number): boolean {
  return /lambent|\bsrc\/app\/main\.ts\b|\bdist\/app\/main\.js\b/.test(commandLine(pid))
}

function commandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8', timeout: 2_000 })
  } catch {
    return ''
  }
}
