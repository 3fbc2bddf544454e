import { systemClock } from '../../../base/system-clock.ts'
import type { PostgresFacts } from '../../../store/postgres/facts.ts'
import { withoutPassword } from '../without-password.ts'
import type { Check, Finding } from './check.ts'

/** The oldest release that the store is tested with. Source: the store's tests. */
const oldestMajor = 13
/** Nodes stamp records with their own time; this much apart is noticed by people. Unit: milliseconds. Source: chosen. */
const clockToleranceMs = 1_000

/** The shared store, when one was named: reached, new enough, its clock like ours, with the right to make tables. */
export const checkPostgres: Check = async ({ store }) => {
  if (store === undefined || store === 'memory') return []
  const name = 'PostgreSQL'
  let facts: PostgresFacts
  try {
    const { readPostgresFacts } = await import('../../../store/postgres/facts.ts')
    facts = await readPostgresFacts(store, () => systemClock.now())
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return [
      {
        name,
        status: 'problem',
        message: `${withoutPassword(store)} cannot be used: ${message || code}`,
        remedy: remedyFor(code),
      },
    ]
  }
  const findings: Finding[] = [
    facts.major < oldestMajor
      ? {
          name,
          status: 'warning',
          message: `release ${facts.version}`,
          remedy: `Releases from ${oldestMajor} on are tested.`,
        }
      : { name, status: 'ok', message: `release ${facts.version} at ${withoutPassword(store)}` },
  ]
  if (!facts.mayCreate) {
    findings.push({
      name,
      status: 'problem',
      message: 'this user may not make tables in the database',
      remedy: 'GRANT CREATE ON SCHEMA public TO the user, or make the user the owner of the database.',
    })
  }
  if (Math.abs(facts.clockAheadMs) > clockToleranceMs) {
    findings.push({
      name,
      status: 'warning',
      message: `its clock is ${(facts.clockAheadMs / 1000).toFixed(1)} s from this machine's`,
      remedy: 'Keep both machines on time with NTP.',
    })
  }
  return findings
}

function remedyFor(code: string | undefined): string {
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return 'Start the server, or mend host and port in the address.'
    case '28P01':
    case '28000':
      return 'Mend user and password in the address.'
    case '3D000':
      return 'Make the database: createdb <name>'
    default:
      return 'The address has this form: postgres://user:password@host:5432/database'
  }
}
