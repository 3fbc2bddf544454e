import postgres from 'postgres'

/** What `lambent doctor` wants to know of a PostgreSQL server. */
export interface PostgresFacts {
  /** As the server says it: `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly version: string
  readonly major: number
  /** Whether the user may make tables. */
  readonly mayCreate: boolean
  /** How far its clock is ahead of this machine's. Unit: milliseconds. */
  readonly clockAheadMs: number
}

/** How long to try for. Unit: seconds. Source: chosen. */
const patienceSeconds = 5

/** Asks the server at an address once. `now` is this machine's time. Fails as the driver does, with its codes. */
export async function readPostgresFacts(address: string, now: () => number): Promise<PostgresFacts> {
  const sql = postgres(address, { max: 1, connect_timeout: patienceSeconds, onnotice: () => {} })
  try {
    // The first answer pays for connecting; the second is near enough to tell the time by.
    await sql`select 1`
    const asked = now()
    const [row] = await sql<Array<{ version: string; number: number; creates: boolean; at: number }>>`
      select current_setting('server_version') as version,
        current_setting('server_version_num')::int as number,
        has_schema_privilege(current_schema(), 'CREATE') as creates,
        extract(epoch from clock_timestamp())::float8 * 1000 as at`
    const answered = now()
    return {
      version: row?.version ?? 'unknown',
      major: Math.floor((row?.number ?? 0) / 10_000),
      mayCreate: row?.creates ?? false,
      clockAheadMs: (row?.at ?? 0) - (asked + answered) / 2,
    }
  } finally {
    await sql.end({ timeout: 1 })
  }
}
